import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { multiple, optional, withDefault } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { choice, float, integer, string } from "@optique/core/valueparser";
import { EXIT, RefusedError, type SemcomError } from "../errors.ts";
import { carriesBits, knowledgeParts, messageRecord, transmission } from "../evaluation/record.ts";
import { FidelityTotals } from "../fidelity/fidelity.ts";
import { words as wordsOf } from "../fidelity/words.ts";
import { Link, type Reception } from "../link/link.ts";
import { DEFAULTS, type LinkSettings } from "../link/settings.ts";
import { examples } from "./help.ts";
import { figuresHeader, figuresRow } from "./figures.ts";
import { FurtherMetrics } from "./further_metrics.ts";
import { Interruption } from "./interruption.ts";
import { ratio } from "./ratio.ts";
import { type Line, lineGroups, MOST_LINE_BYTES } from "./lines.ts";
import { nameList } from "./list.ts";
import { asJson, asLine, asLines, note, print } from "./terminal.ts";

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
    link: optional(
      option("--link", choice(["analog", "digital"], { metavar: "KIND" }), {
        description:
          message`analog: features are channel uses (the default). digital: they are bits, coded and modulated; without any of the next flags as did best at this SNR over AWGN.`,
      }),
    ),
    rate: optional(
      option("--rate", float({ metavar: "USES" }), {
        description: message`Channel uses per token, 1 to 12, any real number (default: 6). Pilots come on top.`,
      }),
    ),
    budget: optional(
      option("--budget", integer({ metavar: "USES" }), {
        description: message`Channel uses of each whole message, pilots included, met exactly, instead of a rate.`,
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
    csi: optional(
      option("--csi", string({ metavar: "WHAT" }), {
        description:
          message`What the receiver knows of the channel's gains: perfect (all, the default), pilots (what pilots show) or none (it takes every gain to be 1). ${"semcom channels show NAME"} says which a channel takes.`,
      }),
    ),
    pilots: optional(
      option("--pilots", integer({ metavar: "N" }), {
        description:
          message`With ${"--csi pilots"}: pilots of each message, evenly spread, 1 to 256 (default: 8). They count as channel uses: a budget includes them, a rate or bits do not.`,
      }),
    ),
    pilotPower: optional(
      option("--pilot-power", float({ metavar: "DB" }), {
        description:
          message`Power of a pilot over the mean power of the other uses, in dB (default: 0). The SNR stays that of the others.`,
      }),
    ),
    estimate: optional(
      option("--estimate", string({ metavar: "NAME" }), {
        description:
          message`What estimates gains from pilots: lmmse (linear minimum mean square error by the channel's own statistics, the default) or ls (least squares: the mean where a message has one gain, straight lines elsewhere).`,
      }),
    ),
    equaliser: optional(
      option("--equaliser", string({ metavar: "NAME" }), {
        description:
          message`How gains are undone: zf (zero forcing, the default, and what the codecs and 16qam and above expect), mmse (biased towards 0) or matched (weak uses stay weak). The effective SNR that the receiver is given is the same.`,
      }),
    ),
    txSnr: optional(
      option("--tx-snr", float({ metavar: "DB" }), {
        description:
          message`On an analog link: the Es/N0 that the transmitter's codec believes in (default: the true one).`,
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
    metrics: optional(
      option("--metrics", nameList(), {
        description:
          message`Further metrics: ${"+similarity"}, how alike the two texts are in meaning (cosine of sentence embeddings, for English).`,
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
      "semcom send --channel rayleigh --snr 12 --csi pilots --pilots 4 < notes.txt",
      "semcom send --link digital --snr 6 < notes.txt",
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
  readonly link: "analog" | "digital" | undefined;
  readonly rate: number | undefined;
  readonly budget: number | undefined;
  readonly channelCode: string | undefined;
  readonly codeRate: number | undefined;
  readonly modulation: string | undefined;
  readonly bits: number | undefined;
  readonly csi: string | undefined;
  readonly pilots: number | undefined;
  readonly pilotPower: number | undefined;
  readonly estimate: string | undefined;
  readonly equaliser: string | undefined;
  readonly txSnr: number | undefined;
  readonly seed: number;
  readonly threads: number | undefined;
  readonly metrics: readonly string[] | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Runs `semcom send` and returns the exit code: that of the last message that could not be sent, else 0. */
export async function send(options: SendOptions): Promise<number> {
  using interruption = new Interruption();
  await using further = await FurtherMetrics.open(options.metrics ?? []);
  await using link = await Link.open(settingsOf(options));
  const report = new Report(link, options, further.names);
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
      else report.received(line, outcome, await further.of(outcome), fromInput);
    }
  }
  report.end();
  return interruption.exitCode ?? report.exitCode;
}

function settingsOf({ codec, channel, snr, seed, pilotPower, txSnr, ...rest }: SendOptions): LinkSettings {
  const optional = { ...rest, pilotPowerDb: pilotPower, txSnrDb: txSnr };
  const given = OPTIONAL.map((key) => [key, optional[key]]).filter(([, value]) => value !== undefined);
  return { codec, channel, snrDb: snr, seed, ...Object.fromEntries(given) };
}

const OPTIONAL = [
  "link",
  "rate",
  "budget",
  "threads",
  "channelCode",
  "codeRate",
  "modulation",
  "bits",
  "csi",
  "pilots",
  "pilotPowerDb",
  "estimate",
  "equaliser",
  "txSnrDb",
] as const;

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
  readonly #further: Record<string, number>;
  readonly #terminal = Deno.stdout.isTerminal();

  constructor(private readonly link: Link, private readonly options: SendOptions, further: readonly string[]) {
    this.#further = Object.fromEntries(further.map((name) => [name, 0]));
    if (!options.quiet) note(`${describe(link)}\n`);
  }

  received(line: Line, reception: Reception, further: Readonly<Record<string, number>>, fromInput: boolean): void {
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
    for (const name in further) this.#further[name]! += further[name]!;
    if (this.options.json) {
      print(asJson(messageRecord(this.link, reception, { ...figures, ...further })));
    } else {
      const shown = fromInput
        ? asLine(reception.reconstruction, this.#terminal)
        : asLines(reception.reconstruction, this.#terminal);
      print(shown + line.ending);
    }
    if (this.options.quiet) return;
    if (this.#totals.messages === 1) note(figuresHeader(Object.keys(further)));
    note(figuresRow({ label: `${line.number}`, figures, further, uses, words, passes, ms }));
  }

  /** A message that is not sent leaves an empty line, so that line N of the output still belongs to line N of the input. */
  undelivered(line: Line, { message, exitCode }: SemcomError): void {
    this.exitCode = exitCode;
    note(`semcom: error: Cannot send line ${line.number}: ${message}\n`);
    print(this.options.json ? asJson({ schema: 1, index: line.number, error: message }) : line.ending);
  }

  end(): void {
    const { messages } = this.#totals;
    if (this.options.quiet || messages < 2) return;
    note(figuresRow({
      label: "all",
      figures: this.#totals.figures(),
      further: Object.fromEntries(Object.entries(this.#further).map(([name, sum]) => [name, sum / messages])),
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
function describe(link: Link): string {
  const { settings, folder, air } = link;
  const load = settings.budget !== undefined
    ? `${settings.budget} uses/message`
    : settings.bits !== undefined
    ? `${settings.bits} bits/token`
    : `${settings.rate ?? DEFAULTS.rate} uses/token`;
  const snr = carriesBits(air) ? [] : [`${settings.snrDb} dB Es/N0`];
  return [
    folder.manifest.name,
    transmission(air),
    air.channel,
    ...snr,
    ...knowledgeParts(link),
    load,
    `seed ${settings.seed}`,
  ].join(", ");
}
