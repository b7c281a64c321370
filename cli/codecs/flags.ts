import { object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { float, string } from "@optique/core/valueparser";
import { flagHelp, formatExamples, shortUsage, SUBCOMMAND_USAGE } from "../shared/help.ts";
import { suggestCodecs } from "../shared/suggest.ts";
import { path } from "../shared/path.ts";

const json = option("--json", { description: flagHelp("Print JSON.") });
const codec = { ...string({ metavar: "NAME|FOLDER" }), suggest: suggestCodecs };

const list = command("list", object({ command: constant("codecs list"), json }), {
  usageLine: shortUsage,
  brief: message`List the bundled codecs and the source codes.`,
});

const show = command(
  "show",
  object({
    command: constant("codecs show"),
    codec: argument(codec),
    measure: option("--measure", {
      description: flagHelp("Send a few sentences, and show the time and the decoder passes that one takes."),
    }),
    snr: optional(
      option("--snr", float({ metavar: "DB" }), {
        description: flagHelp("With --measure: mean Es/N0 per complex channel use in dB.", 9),
      }),
    ),
    json,
  }),
  { usageLine: shortUsage, brief: message`Show what a codec is, what it costs, how it was made and what it scored.` },
);

const verify = command("verify", object({ command: constant("codecs verify"), codec: optional(argument(codec)) }), {
  usageLine: shortUsage,
  brief:
    message`Check every file of a codec folder, or of all bundled ones, and run its graphs in a process of its own.`,
});

const trust = command(
  "trust",
  object({
    command: constant("codecs trust"),
    codec: argument(path("FOLDER")),
    undo: option("--undo", { description: flagHelp("Trust it no longer.") }),
  }),
  {
    usageLine: shortUsage,
    brief: message`Trust a codec folder: after one more check, it no longer runs in a process of its own first.`,
    description:
      message`It is recorded by the SHA-256 of codec.json, which names that of every other file, in semcom/trusted-codecs of your configuration folder (XDG_CONFIG_HOME, or ~/.config). A folder that changes is no longer the one. What semcom imports, and what it fine-tunes from a codec that is bundled or trusted, it trusts by itself.`,
    footer: formatExamples("semcom codecs trust ./my-codec"),
  },
);

const imports = command(
  "import",
  object({
    command: constant("codecs import"),
    model: argument(path("MODEL"), {
      description: flagHelp("A GGUF file, or a Hugging Face folder with config.json, tokenizer.json and safetensors."),
    }),
    out: option("--out", path("FOLDER"), { description: flagHelp("The codec folder to make.") }),
    adapter: optional(
      option("--adapter", path("FOLDER"), {
        description: flagHelp("A low-rank adapter (LoRA) for the model, as PEFT writes it."),
      }),
    ),
    name: optional(
      option("--name", string({ metavar: "NAME" }), {
        description: flagHelp("The codec's name.", "its folder's"),
      }),
    ),
    prompt: optional(
      option("--prompt", string({ metavar: "TEXT" }), {
        description: flagHelp(
          "Text that the model has read before a message; names of special tokens stand for those.",
          "what begins a text, or an answer",
        ),
      }),
    ),
    end: optional(
      option("--end", string({ metavar: "TOKEN" }), {
        description: flagHelp("The token that ends a message.", "the model's own"),
      }),
    ),
    quiet: option("-q", "--quiet", { description: flagHelp("Print no progress.") }),
  }),
  {
    usageLine: shortUsage,
    brief: message`Make a codec of a Llama, Qwen 2 or GPT-2 language model.`,
    footer: formatExamples(
      "semcom codecs import SmolLM2-135M-Instruct.Q4_1.gguf --out my-codec",
      'semcom send --codec ./my-codec "We agree."',
    ),
  },
);

const exports = command(
  "export-adapter",
  object({
    command: constant("codecs export-adapter"),
    codec: argument(codec),
    out: option("--out", path("FOLDER"), { description: flagHelp("The folder to make.") }),
  }),
  { usageLine: shortUsage, brief: message`Write a codec's low-rank adapter (LoRA) as PEFT has it.` },
);

/** `semcom codecs`: its subcommands and their flags. */
export const codecsCommand = command("codecs", or(list, show, verify, trust, imports, exports), {
  usageLine: SUBCOMMAND_USAGE,
  brief: message`List, show, verify, trust and import codecs, and export their adapters.`,
  footer: formatExamples(
    "semcom codecs list",
    "semcom codecs show bart-mini --measure",
    "semcom codecs verify ./my-codec",
    "semcom codecs trust ./my-codec",
    "semcom codecs import model.gguf --out my-codec",
  ),
});

/** The options that `semcom codecs show` parses to. */
export interface ShowOptions {
  readonly codec: string;
  readonly measure: boolean;
  readonly snr: number | undefined;
  readonly json: boolean;
}

/** The options that `semcom codecs import` parses to. */
export interface ImportFlags {
  readonly model: string;
  readonly out: string;
  readonly adapter: string | undefined;
  readonly name: string | undefined;
  readonly prompt: string | undefined;
  readonly end: string | undefined;
  readonly quiet: boolean;
}
