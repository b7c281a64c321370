import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { multiple, optional } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { string } from "@optique/core/valueparser";
import { fieldFlags, type FieldValues } from "../shared/fields.ts";
import { bleuFlags, type BleuOptions } from "../shared/bleu_flags.ts";
import { encodingFlag } from "../shared/encoding.ts";
import { formatExamples } from "../shared/help.ts";
import { nameList } from "../shared/list.ts";
import { threadsFlag } from "../shared/threads.ts";

/** `semcom send`: its flags. */
export const sendCommand = command(
  "send",
  object({
    command: constant("send"),
    texts: multiple(
      argument(string({ metavar: "TEXT" }), {
        description:
          message`A message. Without any, each line of standard input is one: text, plain or packed by gzip.`,
      }),
    ),
    ...fieldFlags("send"),
    encoding: encodingFlag,
    threads: threadsFlag,
    metrics: optional(
      option("--metrics", nameList(), {
        description:
          message`Further metrics: ${"+character_error_rate"}, for scripts without spaces; ${"+chrfpp"}, chrF++; ${"+similarity"}, how alike the two texts are in meaning (cosine of embeddings by all-MiniLM-L6-v2, for English).`,
      }),
    ),
    ...bleuFlags,
    json: option("--json", {
      description: message`Print one JSON object a message on standard output instead of text.`,
    }),
    jsonInput: option("--json-input", {
      description:
        message`Each line of standard input is a JSON object: a ${"text"}, and if need be settings of this message, by their flags' names, and an ${"index"}, on which its noise depends (the line's number). Answers are as with --json, in the same order, each as soon as it is there.`,
    }),
    quiet: option("-q", "--quiet", { description: message`No figures on standard error.` }),
  }),
  {
    brief: message`Send text over a simulated channel and print what arrives.`,
    description:
      message`Send text over a simulated channel. Reconstructions go to standard output, a line each; figures go to standard error. On analog links the receiver is told a message's side information for nothing, on digital ones a header says it: of the learned codecs the number of tokens of each segment, of the spinal scheme where its uses or bits end, of source codes where its uses end and, if a rate or a budget leaves it to follow, the code rate; and the line ends.`,
    footer: formatExamples(
      'semcom send "The committee meets at noon." --snr 5',
      "semcom send --rate 3.5 --snr 9 -q < notes.txt > received.txt",
      "semcom send --json < notes.txt | jq .bleu4",
      "semcom send --codec smollm2-135m --snr 2 < notes.txt",
      "semcom send --codec smollm2-135m --knowledge names.txt < notes.txt",
      "semcom send --codec gpt2-mini --scheme spinal --rate auto:0.05 --harq 3 --snr 3 < notes.txt",
      "semcom send --channel rician:k=3,doppler=0.01 < notes.txt",
      "semcom send --channel rayleigh --snr 12 --csi pilots --pilots 4 < notes.txt",
      "semcom send --link digital --snr 6 < notes.txt",
      "semcom send --codec utf8 --channel-code polar --snr 4 < notes.txt",
      "semcom send --codec smollm2-135m --scheme arithmetic --rate 8/word --snr 3 < notes.txt",
      "semcom send --channel bsc:p=0.02 --channel-code polar --bits 12 < notes.txt",
    ),
  },
);

/** The options that {@linkcode sendCommand} parses to. */
export interface SendOptions extends FieldValues<"send">, BleuOptions {
  readonly texts: readonly string[];
  readonly encoding: string | undefined;
  readonly threads: number | undefined;
  readonly metrics: readonly string[] | undefined;
  readonly json: boolean;
  readonly jsonInput: boolean;
  readonly quiet: boolean;
}
