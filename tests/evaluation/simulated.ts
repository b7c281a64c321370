import { Random } from "../../channel/random.ts";
import { countersOf } from "../../fidelity/fidelity.ts";
import type { Counts } from "../../fidelity/metric.ts";
import { metricsWith } from "../../fidelity/registry.ts";
import type { Link, Reception } from "../../link/link.ts";
import { resolve } from "../../link/resolve.ts";
import { createHeader, type EvaluationSettings, type Header, Plan, type Unit } from "../../evaluation/plan/plan.ts";
import { completeSweep } from "../../evaluation/plan/sweep.ts";
import { writeResultLine } from "../../evaluation/results/result_line.ts";
import type { Shard } from "../../evaluation/plan/shard.ts";
import { Tally } from "../../evaluation/run/tally.ts";
import { description } from "../link/description.ts";

/** Everything that a link's record needs, without a codec. */
export const LINK = { codec: description(), resolved: resolve({ snrDb: 6 }, description()) } as unknown as Link;

/** The usual counters, which count at once. */
const COUNTERS = await Promise.all(
  countersOf(metricsWith([])).map(async (counter) => [counter.name, await counter.open()] as const),
);

const WORDS = "the ferry leaves at six and nobody in the harbour knows why it is late again".split(" ");

/** Messages of a unit of them. */
export const UNIT = 32;

/** The header of an evaluation of so many made-up messages. */
export function simulatedHeader(messages: number, settings: Partial<EvaluationSettings>, shard?: Shard): Header {
  const usual = { codec: ["bart-mini"], channel: ["awgn"], rate: [6], seed: [1], snr_db: [0, 6] };
  return createHeader({
    settings: {
      repeat: 1,
      headline: "bleu4",
      metrics: [],
      tokenize: "13a",
      effective_order: false,
      ...settings,
      ...completeSweep({ ...usual, ...settings }),
    },
    defaults: { csi: ["perfect"] },
    codecs: { "bart-mini": "abc" },
    data: { sha256: "def", messages, unit: UNIT },
  }, shard);
}

/** A line of results: message `index` as it arrives where a word is lost with probability `loss`. */
export function simulatedLine(point: number, repeat: number, index: number, loss: number): string {
  const text = textOf(index);
  const random = new Random(point * 1000 + repeat, index);
  const reconstruction = text.split(" ").map((word) => random.uniform() < loss ? "lost" : word).join(" ");
  return lineOf({ point, repeat, index }, reception(text, reconstruction));
}

/** The line of results of a reception. */
export function lineOf(place: { point: number; repeat: number; index: number }, arrived: Reception): string {
  const counts = COUNTERS.map(([name, counter]) => [name, (counter.count([arrived]) as readonly Counts[])[0]!]);
  return writeResultLine(LINK, place, arrived, {}, Object.fromEntries(counts));
}

export function textOf(index: number): string {
  const random = new Random(7, index);
  const length = 4 + random.uint32() % 12;
  return Array.from({ length }, () => WORDS[random.uint32() % WORDS.length]).join(" ");
}

export function reception(text: string, reconstruction: string): Reception {
  const ids = (text: string) => Int32Array.from(text.split(" "), (word) => word.length);
  return {
    status: "received",
    index: 1,
    text,
    reconstruction,
    sentTokens: ids(text),
    receivedTokens: ids(reconstruction),
    channelUses: 6 * ids(text).length,
    headerUses: 0,
    headerFailed: false,
    paprDb: null,
    rounds: 1,
    bits: 0,
    bitErrors: 0,
    codedBits: 0,
    blocks: 0,
    blockErrors: 0,
    detectedErrors: 0,
    extraUses: 0,
    passes: 2,
    confidence: 0.5,
    delivered: null,
    informationBits: null,
    bound: null,
    marginDb: null,
    surprisals: null,
    spans: null,
    runnerUp: null,
    ms: 1,
  };
}

/**
 * A message of a receiver that knows when it is lost: every fourth message is, and every tenth arrives with an error that
 * the receiver does not see. Its text has 3 bits a word.
 */
export function informedReception(index: number): Reception {
  const text = textOf(index);
  const [isLost, isWrong] = [index % 4 === 0, index % 10 === 1];
  return {
    ...reception(text, isLost || isWrong ? `${text} lost` : text),
    delivered: !isLost,
    informationBits: 3 * text.split(" ").length,
  };
}

/** The lines of a unit of {@linkcode informedReception}. */
export function informedLines({ point, repeat, first, messages }: Unit): string[] {
  return Array.from({ length: messages }, (_, i) => {
    const index = first + i + 1;
    return lineOf({ point, repeat, index }, informedReception(index));
  });
}

/** The lines of a unit; the second point loses fewer words than the first, and so on. */
export function simulatedLines(unit: Unit, loss = 0.3): string[] {
  return Array.from(
    { length: unit.messages },
    (_, i) => simulatedLine(unit.point, unit.repeat, unit.first + i + 1, loss / (unit.point + 1)),
  );
}

/** The text of a whole file of results, as one process would write it. */
export function simulatedResults(header: Header, shard?: Shard, loss?: number): { text: string; tally: Tally } {
  const tally = new Tally(new Plan(header), shard);
  let text = `${JSON.stringify(header)}\n`;
  for (let unit = tally.next(); unit !== undefined; unit = tally.next()) {
    const lines = simulatedLines(unit, loss);
    tally.add(unit, lines);
    text += lines.map((line) => `${line}\n`).join("");
  }
  tally.end();
  return { text, tally };
}

/** Enough messages for several chunks, the last of them short. */
export const SOME_MESSAGES = 3 * UNIT + 5;
