import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional, withDefault } from "@optique/core/modifiers";
import { command, constant, option } from "@optique/core/primitives";
import { choice, float, integer, string } from "@optique/core/valueparser";
import { PARTS } from "../../finetune/parameters.ts";
import { FINETUNE_DEFAULTS } from "../../finetune/settings.ts";
import { DEFAULTS } from "../../link/settings.ts";
import { examples } from "../shared/help.ts";
import { numberList } from "../shared/range.ts";
import { ratio } from "../shared/ratio.ts";

/** `semcom finetune`: its flags. */
export const finetuneCommand = command(
  "finetune",
  object({
    command: constant("finetune"),
    codec: withDefault(
      option("--codec", string({ metavar: "NAME|FOLDER" }), {
        description: message`The codec to begin with: a bundled one (see ${"semcom codecs list"}) or a codec folder.`,
      }),
      DEFAULTS.codec,
    ),
    data: option("--data", string({ metavar: "FILE" }), {
      description:
        message`The text to learn, one sentence a line. It never leaves this machine, nor gets into the codec as text.`,
    }),
    out: option("--out", string({ metavar: "FOLDER" }), {
      description: message`The codec folder to write. It must not exist.`,
    }),
    train: withDefault(
      option("--train", choice(PARTS, { metavar: "PART" }), {
        description:
          message`What to move: all, or adapter, the rate adapter alone, which fits a codec to a channel and leaves its language as it is.`,
      }),
      FINETUNE_DEFAULTS.part,
    ),
    validation: optional(
      option("--val", string({ metavar: "FILE" }), {
        description: message`A text to judge by, one sentence a line (default: a tenth of the data is held back).`,
      }),
    ),
    channel: optional(
      option("--channel", string({ metavar: "NAME" }), {
        description:
          message`Fit the codec to this channel, with parameters as in ${"rician:k=6,fading=fast"}. Without this and the flags below every sentence meets a link of its own: any SNR, rate and mode.`,
      }),
    ),
    rate: optional(
      option("--rate", float({ metavar: "USES" }), {
        description: message`Fit it to this many channel uses per token (default: 6).`,
      }),
    ),
    channelCode: optional(
      option("--channel-code", string({ metavar: "NAME" }), { description: message`Fit it to this channel code.` }),
    ),
    codeRate: optional(
      option("--code-rate", ratio(), { description: message`Information bits per coded bit (default: 1/2).` }),
    ),
    modulation: optional(
      option("--modulation", string({ metavar: "NAME" }), { description: message`Modulation (default: qpsk).` }),
    ),
    bits: optional(
      option("--bits", float({ metavar: "BITS" }), { description: message`Information bits per token.` }),
    ),
    snr: optional(
      option("--snr", numberList(), {
        description:
          message`Es/N0 in dB at which it is fitted to one link, such as 0,3,6 or 0:12:3: a sentence meets one of them (default: 0:18:3).`,
      }),
    ),
    epochs: withDefault(
      option("--epochs", integer({ metavar: "N" }), {
        description: message`How often to go through the text. The best epoch by validation is kept.`,
      }),
      FINETUNE_DEFAULTS.epochs,
    ),
    steps: optional(
      option("--steps", integer({ metavar: "N" }), { description: message`Instead of epochs: how many steps.` }),
    ),
    lr: withDefault(
      option("--lr", float({ metavar: "RATE" }), {
        description: message`The highest learning rate. It rises in a line, then falls to nothing.`,
      }),
      FINETUNE_DEFAULTS.learningRate,
    ),
    batchTokens: withDefault(
      option("--batch-tokens", integer({ metavar: "N" }), {
        description: message`The most tokens of a step, padding included.`,
      }),
      FINETUNE_DEFAULTS.batchTokens,
    ),
    seed: withDefault(
      option("--seed", integer({ metavar: "N" }), {
        description: message`Order, links and noise depend on this alone.`,
      }),
      DEFAULTS.seed,
    ),
    threads: optional(
      option("--threads", integer({ metavar: "N", min: 1 }), {
        description: message`Threads of the language model (default: all cores).`,
      }),
    ),
    resume: option("--resume", {
      description: message`Go on from the checkpoint that an interrupted run of the same command left.`,
    }),
    quiet: option("-q", "--quiet", { description: message`No progress on standard error.` }),
  }),
  {
    brief: message`Teach a codec your own words, or fit it to your channel.`,
    description:
      message`Teach a codec the words of a text, or fit its rate adapter to a channel, and write a codec folder. It takes sentences by the hundreds. Ctrl-C or SIGTERM ends it after saving its state beside the output, from where --resume goes on.`,
    footer: examples(
      "semcom finetune --data notes.txt --out my-codec",
      'semcom send "Ask Mirela about the Kestrel order." --codec ./my-codec',
      "semcom finetune --data notes.txt --out faded --train adapter --channel rayleigh:fading=block --snr 3:18:3",
      "semcom finetune --data notes.txt --out my-codec --resume",
    ),
  },
);
