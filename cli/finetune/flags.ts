import { object } from "@optique/core/constructs";
import { message, text } from "@optique/core/message";
import { optional, withDefault } from "@optique/core/modifiers";
import { command, constant, option } from "@optique/core/primitives";
import { choice, float } from "@optique/core/valueparser";
import { type Part, PARTS } from "../../finetune/parameters.ts";
import { FINETUNE_DEFAULTS, LOW_RANK_DEFAULTS, USUAL_STEPS } from "../../finetune/settings.ts";
import { fieldFlags, type FieldValues } from "../shared/fields.ts";
import { encodingFlag } from "../shared/encoding.ts";
import { formatExamples, shownDefault } from "../shared/help.ts";
import { nameList } from "../shared/list.ts";
import { numberList } from "../shared/range.ts";
import { threadsFlag } from "../shared/threads.ts";
import { path } from "../shared/path.ts";
import { whole } from "../shared/whole.ts";

const { snrDb: _, ...fields } = fieldFlags("finetune", {
  codec: "The codec to begin with: one of semcom codecs list, or a codec folder (default: bart-mini).",
  channel:
    "Fit the codec to this channel, with parameters as in rician:k=6,fading=fast. Without this and the flags below every sentence meets a link of its own: any SNR, rate and mode.",
  seed: "Order, links and noise depend on this alone (default: 1).",
});

/** `semcom finetune`: its flags. */
export const finetuneCommand = command(
  "finetune",
  object({
    command: constant("finetune"),
    data: option("--data", path("FILE"), {
      description:
        message`The text to learn, one sentence a line, plain or packed by gzip. It never leaves this machine, nor gets into the codec as text.`,
    }),
    out: option("--out", path("FOLDER"), {
      description: message`The codec folder to write. It must not exist.`,
    }),
    encoding: encodingFlag,
    train: withDefault(
      option("--train", choice(PARTS, { metavar: "PART" }), {
        description:
          message`The part to move: all, or adapter, the rate adapter alone, which fits a codec to a channel and leaves its language as it is`,
      }),
      FINETUNE_DEFAULTS.part,
      shownDefault(FINETUNE_DEFAULTS.part),
    ),
    validation: optional(
      option("--val", path("FILE"), {
        description: message`A text to judge by, one sentence a line (default: a tenth of the data is held back).`,
      }),
    ),
    ...fields,
    snrDb: optional(
      option("--snr", numberList(), {
        description:
          message`Es/N0 in dB at which it is fitted to one link, such as 0,3,6 or 0:12:3: a sentence meets one of them (default: 0:18:3).`,
      }),
    ),
    epochs: optional(
      option("--epochs", whole({ metavar: "N" }), {
        description: [
          text(
            `Times to go through the text. The best epoch by validation is kept (default: ${FINETUNE_DEFAULTS.epochs}).`,
          ),
        ],
      }),
    ),
    steps: optional(
      option("--steps", whole({ metavar: "N" }), { description: message`Steps, instead of epochs.` }),
    ),
    lr: optional(
      option("--lr", float({ metavar: "RATE" }), {
        description: [
          text(
            `The highest learning rate. It rises in a line, then falls to nothing (default: ${USUAL_STEPS.whole.learningRate}, beside a language model ${USUAL_STEPS.lowRank.learningRate}).`,
          ),
        ],
      }),
    ),
    batchTokens: optional(
      option("--batch-tokens", whole({ metavar: "N" }), {
        description: [
          text(
            `The most tokens of a step, padding included (default: ${USUAL_STEPS.whole.batchTokens}, beside a language model ${USUAL_STEPS.lowRank.batchTokens}).`,
          ),
        ],
      }),
    ),
    rank: optional(
      option("--rank", whole({ metavar: "N" }), {
        description: [
          text(
            `Of a codec that is a language model: the rank of the low-rank adapter (LoRA) that is trained beside its weights, PEFT's r (default: ${LOW_RANK_DEFAULTS.rank}).`,
          ),
        ],
      }),
    ),
    alpha: optional(
      option("--alpha", float({ metavar: "A" }), {
        description: [
          text(
            `What the adapter adds is multiplied by alpha over rank, PEFT's lora_alpha (default: ${LOW_RANK_DEFAULTS.alpha}).`,
          ),
        ],
      }),
    ),
    targets: optional(
      option("--targets", nameList(), {
        description:
          message`The modules beside whose matrices it lies, such as q_proj,v_proj, PEFT's target_modules (default: all-linear).`,
      }),
    ),
    merge: option("--merge", {
      description:
        message`Write a whole folder, which needs no other codec. Without this the folder of a language model has the adapter alone, a few megabytes, and names the codec that it lies beside.`,
    }),
    threads: threadsFlag,
    resume: option("--resume", {
      description: message`Go on from the checkpoint that an interrupted run of the same command left.`,
    }),
    quiet: option("-q", "--quiet", { description: message`No progress on standard error.` }),
  }),
  {
    brief: message`Teach a codec your own words, or fit it to your channel.`,
    description:
      message`Teach a codec the words of a text, or fit its rate adapter to a channel, and write a codec folder. Of a codec that is a language model the weights stay as they are, and a low-rank adapter is trained beside them. It takes sentences by the hundreds. Ctrl-C or SIGTERM ends it after saving its state beside the output, from where --resume goes on.`,
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
