import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional, withDefault } from "@optique/core/modifiers";
import { command, constant, option } from "@optique/core/primitives";
import { choice, float } from "@optique/core/valueparser";
import { type Part, PARTS } from "../../finetune/parameters.ts";
import { FINETUNE_DEFAULTS, LOW_RANK_DEFAULTS, USUAL_STEPS } from "../../finetune/settings.ts";
import { fieldFlags, type FieldValues } from "../shared/fields.ts";
import { encodingFlag } from "../shared/encoding.ts";
import { flagHelp, formatExamples, grouped, shortUsage } from "../shared/help.ts";
import { nameList } from "../shared/list.ts";
import { numberList } from "../shared/range.ts";
import { threadsFlag } from "../shared/threads.ts";
import { path } from "../shared/path.ts";
import { whole } from "../shared/whole.ts";

const { snrDb: _, ...fields } = fieldFlags("finetune", {
  codec: { help: "The codec to begin with: a name of semcom codecs list, or a codec folder." },
  channel: { help: "The channel to fit the codec to.", usual: "any link, as far as no flag of a link is given" },
  seed: { help: "Order, links and noise depend on this alone." },
});

/** `semcom finetune`: its flags. */
export const finetuneCommand = command(
  "finetune",
  object({
    command: constant("finetune"),
    ...grouped("What to learn", {
      data: option("--data", path("FILE"), {
        description: flagHelp("The text to learn, one sentence a line, plain or gzip; it stays on this machine."),
      }),
      encoding: encodingFlag,
      validation: optional(
        option("--val", path("FILE"), {
          description: flagHelp("A text to judge by, one sentence a line.", "a tenth of the data is held back"),
        }),
      ),
      train: withDefault(
        option("--train", choice(PARTS, { metavar: "PART" }), {
          description: flagHelp(
            "The part to move: all, or adapter, the rate adapter alone, to fit a channel.",
            FINETUNE_DEFAULTS.part,
          ),
        }),
        FINETUNE_DEFAULTS.part,
      ),
    }),
    ...grouped("Steps", {
      epochs: optional(
        option("--epochs", whole({ metavar: "N" }), {
          description: flagHelp("Times to go through the text; the best is kept.", FINETUNE_DEFAULTS.epochs),
        }),
      ),
      steps: optional(
        option("--steps", whole({ metavar: "N" }), { description: flagHelp("Steps, instead of epochs.") }),
      ),
      lr: optional(
        option("--lr", float({ metavar: "RATE" }), {
          description: flagHelp(
            "The highest learning rate.",
            `${USUAL_STEPS.whole.learningRate}, beside a language model ${USUAL_STEPS.lowRank.learningRate}`,
          ),
        }),
      ),
      batchTokens: optional(
        option("--batch-tokens", whole({ metavar: "N" }), {
          description: flagHelp(
            "The most tokens of a step.",
            `${USUAL_STEPS.whole.batchTokens}, beside a language model ${USUAL_STEPS.lowRank.batchTokens}`,
          ),
        }),
      ),
      threads: threadsFlag,
      resume: option("--resume", { description: flagHelp("Go on from the checkpoint of an interrupted run.") }),
    }),
    ...grouped("Adapter of a language model", {
      rank: optional(
        option("--rank", whole({ metavar: "N" }), {
          description: flagHelp("Rank of the low-rank adapter (LoRA), PEFT's r.", LOW_RANK_DEFAULTS.rank),
        }),
      ),
      alpha: optional(
        option("--alpha", float({ metavar: "A" }), {
          description: flagHelp("PEFT's lora_alpha: what it adds counts A / rank.", LOW_RANK_DEFAULTS.alpha),
        }),
      ),
      targets: optional(
        option("--targets", nameList(), {
          description: flagHelp("Modules that have it, such as q_proj,v_proj, PEFT's target_modules.", "all-linear"),
        }),
      ),
      merge: option("--merge", {
        description: flagHelp("Write a whole folder, not the adapter alone beside the name of its codec."),
      }),
    }),
    ...fields,
    ...grouped("Channel", {
      snrDb: optional(
        option("--snr", numberList(), {
          description: flagHelp("Es/N0 in dB to fit one link at: a sentence meets one of them.", "0:18:3"),
        }),
      ),
    }),
    ...grouped("Output", {
      out: option("--out", path("FOLDER"), {
        description: flagHelp("The codec folder to write. It must not exist."),
      }),
      quiet: option("-q", "--quiet", { description: flagHelp("No progress on standard error.") }),
    }),
  }),
  {
    usageLine: shortUsage,
    brief: message`Teach a codec your own words, or fit it to your channel.`,
    description:
      message`Teach a codec the words of a text, or fit its rate adapter to a channel, and write a codec folder. Beside a language model, whose weights stay, a low-rank adapter is trained. Ctrl-C saves its state, from where --resume goes on.`,
    footer: formatExamples(
      "semcom finetune --data notes.txt --out my-codec",
      'semcom send "Ask Mirela about the Kestrel order." --codec ./my-codec',
      "semcom finetune --data notes.txt --out faded --train adapter --channel rayleigh:fading=block --snr 3:18:3",
      "semcom finetune --data notes.txt --out my-model --codec smollm2-135m --rank 8 --targets q_proj,v_proj",
      "semcom finetune --data notes.txt --out my-codec --resume",
    ),
  },
);

/** The options that {@linkcode finetuneCommand} parses to. */
export interface FinetuneOptions extends Omit<FieldValues<"finetune">, "snrDb"> {
  readonly data: string;
  readonly out: string;
  readonly encoding: string | undefined;
  readonly train: Part;
  readonly validation: string | undefined;
  readonly snrDb: readonly number[] | undefined;
  readonly epochs: number | undefined;
  readonly steps: number | undefined;
  readonly lr: number | undefined;
  readonly batchTokens: number | undefined;
  readonly rank: number | undefined;
  readonly alpha: number | undefined;
  readonly targets: readonly string[] | undefined;
  readonly merge: boolean;
  readonly threads: number | undefined;
  readonly resume: boolean;
  readonly quiet: boolean;
}
