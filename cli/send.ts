import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { multiple, optional, withDefault } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { float, integer, string } from "@optique/core/valueparser";
import { EXIT, RefusedError, type SemcomError } from "../errors.ts";
import { carriesBits, messageRecord, transmission } from "../evaluation/record.ts";
import { FidelityTotals } from "../fidelity/fidelity.ts";
import { words as wordsOf } from "../fidelity/words.ts";
import { DEFAULTS, Link, type LinkSettings, type Reception } from "../link/link.ts";
import { examples } from "./help.ts";
import { figuresHeader, figuresRow } from "./figures.ts";
import { Interruption } from "./interruption.ts";
import { ratio } from "./ratio.ts";
import { type Line, lineGroups, MOST_LINE_BYTES } from "./lines.ts";
import { asLine, asLines, note, print } from "./terminal.ts";

/** Messages that are sent together: enough to fill a batch, few enough to hold in memory. */
const GROUP = 64;

/** `semcom send`: its flags. */
export const sendCommand = command(
  "send",
  object({
    command: constant("send"),
    texts: multiple(
      argument(string({ metavar: "TEXT" }), {
        description: message`A message. Without any, each line of standard input is one.`,
      }),
    ),
    codec: withDefault(
      option("--codec", string({ metavar: "NAME|FOLDER" }), {
        description: message`Semantic codec: a bundled one (see ${"semcom codecs list"}) or a codec folder.`,
      }),
      DEFAULTS.codec,
    ),
    snr: withDefault(
      option("--snr", float({ metavar: "DB" }), { description: message`Mean Es/N0 per complex channel use, in dB.` }),
      DEFAULTS.snrDb,
    ),
    channel: withDefault(
      option("--channel", string({ metavar: "NAME" }), {
        description:
          message`Channel, with parameters as in ${"rician:k=6,fading=fast"}: awgn, rayleigh, rician, tdl-a to tdl-e, burst or erasure; for the bits of a digital link also bsc or bec (see ${"semcom channels list"}).`,
      }),
      DEFAULTS.channel,
    ),
    rate: optional(
      option("--rate", float({ metavar: "USES" }), {
        description: message`Channel uses per token, 1 to 12, any real number (default: 6).`,
      }),
    ),
    budget: optional(
      option("--budget", integer({ metavar: "USES" }), {
        description: message`Channel uses of each whole message, met exactly, instead of a rate.`,
      }),
    ),
    channelCode: optional(
      option("--channel-code", string({ metavar: "NAME" }), {
        description:
          message`Channel code: none, repetition, convolutional, polar or ldpc. This or any of the next three makes the link digital.`,
      }),
    ),
    codeRate: optional(
      option("--code-rate", ratio(), {
        description: message`Information bits per coded bit, such as 1/2 (default: 1/2).`,
      }),
    ),
    modulation: optional(
      option("--modulation", string({ metavar: "NAME" }), {
        description: message`Modulation: bpsk, qpsk, 16qam, 64qam or 256qam (default: qpsk).`,
      }),
    ),
    bits: optional(
      option("--bits", float({ metavar: "BITS" }), {
        description: message`Information bits per token on a digital link, instead of a rate.`,
      }),
    ),
    seed: withDefault(
      option("--seed", integer({ metavar: "N" }), {
        description: message`Noise depends on this and on the message's number alone.`,
      }),
      DEFAULTS.seed,
    ),
    threads: optional(
      option("--threads", integer({ metavar: "N", min: 1 }), {
        description: message`Threads of the language model (default: all cores).`,
      }),
    ),
    json: option("--json", {
      description: message`Print one JSON object a message on standard output instead of text.`,
    }),
    quiet: option("-q", "--quiet", { description: message`No figures on standard error.` }),
  }),
  {
    brief: message`Send text over a simulated channel and print what arrives.`,
    description:
      message`Send text over a simulated channel. Reconstructions go to standard output, a line each; figures go to standard error.`,
    footer: examples(
      'semcom send "The committee meets at noon." --snr 5',
      "semcom send --rate 3.5 --snr 9 -q < notes.txt > received.txt",
      "semcom send --json < notes.txt | jq .bleu4",
      "semcom send --channel rician:k=3,doppler=0.01 < notes.txt",
      "semcom send --channel bsc:p=0.02 --channel-code polar --bits 12 < notes.txt",
    ),
  },
);

/** What {@linkcode sendCommand} parses to. */
export interface SendOptions {
  readonly texts: readonly string[];
  readonly codec: string;
  readonly snr: number;
  readonly channel: string;
  readonly rate: number | undefined;
  readonly budget: number | undefined;
  readonly channelCode: string | undefined;
  readonly codeRate: number | undefined;
  readonly modulation: string | undefined;
  readonly bits: number | undefined;
  readonly seed: number;
  readonly threads: number | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Runs `semcom send` and returns the exit code: that of the last message that could not be sent, else 0. */
export async function send(options: SendOptions): Promise<number> {
  using interruption = new Interruption();
  await using link = await Link.open(settingsOf(options));
  const report = new Report(link, options);
  const fromInput = options.texts.length === 0;
  if (fromInput && Deno.stdin.isTerminal()) note("Type a message and press Enter; end with Ctrl-D.\n");
  const groups = fromInput
    ? lineGroups(interruption.guard(Deno.stdin.readable), GROUP)
    : [argumentLines(options.texts)];
  for await (const lines of groups) {
    if (interruption.requested) break;
    const sendable = lines.filter((line) => line.tooLong === undefined);
    const outcomes = await link.send(sendable.map(({ number, text }) => ({ index: number, text })));
    let next = 0;
    for (const line of lines) {
      const outcome = line.tooLong === undefined ? outcomes[next++]! : { error: tooLong(line) };
      if ("error" in outcome) report.undelivered(line, outcome.error);
      else report.received(line, outcome, fromInput);
    }
  }
  report.end();
  return interruption.requested ? Interruption.exitCode : report.exitCode;
}

function settingsOf({ codec, channel, snr, seed, ...rest }: SendOptions): LinkSettings {
  const given = Object.fromEntries(OPTIONAL.map((key) => [key, rest[key]]).filter(([, value]) => value !== undefined));
  return { codec, channel, snrDb: snr, seed, ...given };
}

const OPTIONAL = ["rate", "budget", "threads", "channelCode", "codeRate", "modulation", "bits"] as const;

function argumentLines(texts: readonly string[]): Line[] {
  return texts.map((text, i): Line => {
    const bytes = new TextEncoder().encode(text).length;
    const line = { number: i + 1, text, ending: "\n", repaired: !text.isWellFormed() } as const;
    return bytes > MOST_LINE_BYTES ? { ...line, text: "", tooLong: bytes } : line;
  });
}

/** Prints what arrives and adds up the corpus's figures. */
class Report {
  exitCode: number = EXIT.done;
  readonly #totals = new FidelityTotals();
  #uses = 0;
  #words = 0;
  #passes = 0;
  #ms = 0;
  readonly #terminal = Deno.stdout.isTerminal();

  constructor(private readonly link: Link, private readonly options: SendOptions) {
    if (!options.quiet) note(`${describe(link)}\n`);
  }

  received(line: Line, reception: Reception, fromInput: boolean): void {
    if (line.repaired) {
      note(`semcom: warning: line ${line.number} is not valid UTF-8: what could not be read was replaced by U+FFFD\n`);
    }
    const figures = this.#totals.add({
      reference: reception.text,
      hypothesis: reception.reconstruction,
      referenceTokens: reception.sentIds,
      hypothesisTokens: reception.receivedIds,
    });
    const words = wordsOf(reception.text).length;
    const { channelUses: uses, passes, ms } = reception;
    this.#uses += uses;
    this.#words += words;
    this.#passes += passes;
    this.#ms += ms;
    if (this.options.json) {
      print(`${JSON.stringify(messageRecord(this.link, reception, figures))}\n`);
    } else {
      const shown = fromInput
        ? asLine(reception.reconstruction, this.#terminal)
        : asLines(reception.reconstruction, this.#terminal);
      print(shown + line.ending);
    }
    if (this.options.quiet) return;
    if (this.#totals.messages === 1) note(figuresHeader());
    note(figuresRow({ label: `${line.number}`, figures, uses, words, passes, ms }));
  }

  /** A message that is not sent leaves an empty line, so that line N of the output still belongs to line N of the input. */
  undelivered(line: Line, { message, exitCode }: SemcomError): void {
    this.exitCode = exitCode;
    note(`semcom: error: Cannot send line ${line.number}: ${message}\n`);
    print(this.options.json ? `${JSON.stringify({ schema: 1, index: line.number, error: message })}\n` : line.ending);
  }

  end(): void {
    const { messages } = this.#totals;
    if (this.options.quiet || messages < 2) return;
    note(figuresRow({
      label: "all",
      figures: this.#totals.figures(),
      uses: this.#uses,
      words: this.#words,
      passes: this.#passes / messages,
      ms: this.#ms / messages,
    }));
  }
}

function tooLong(line: Line): RefusedError {
  return new RefusedError(
    `it has ${line.tooLong} bytes, and a message may have ${MOST_LINE_BYTES}: put line breaks in`,
  );
}

/** The effective settings in one line. */
function describe({ settings, folder, air }: Link): string {
  const load = settings.budget !== undefined
    ? `${settings.budget} uses/message`
    : settings.bits !== undefined
    ? `${settings.bits} bits/token`
    : `${settings.rate ?? DEFAULTS.rate} uses/token`;
  const snr = carriesBits(air) ? [] : [`${settings.snrDb} dB Es/N0`];
  return [folder.manifest.name, transmission(air), air.channel, ...snr, load, `seed ${settings.seed}`].join(", ");
}
