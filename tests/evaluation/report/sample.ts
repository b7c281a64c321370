import type { Interval } from "../../../evaluation/statistics/bootstrap.ts";
import type { Peer, Point, Summary } from "../../../evaluation/statistics/summary.ts";

/** Axes of a sample; the rest is made up. */
export interface SampleSettings {
  readonly codecs?: readonly string[];
  readonly channels?: readonly string[];
  readonly variants?: readonly string[];
  readonly snrs?: readonly number[];
  /** Codecs that know the information of a message and when one is lost. */
  readonly informed?: readonly string[];
}

/** An evaluation as it might have come out: figures that rise with SNR, examples that arrive better and better. */
export function sampleSummary(settings: SampleSettings = {}): Summary {
  const { codecs = ["bart-mini", "gpt2-mini"], channels = ["awgn", "rayleigh:fading=fast"], variants = [""] } =
    settings;
  const { snrs = [-6, -3, 0, 3, 6, 9, 12, 15, 18], informed = [] } = settings;
  const points = codecs.flatMap((codec, c) =>
    channels.flatMap((channel, h) =>
      variants.flatMap((variant, v) =>
        snrs.map((snrDb) => {
          const one = point(codec, channel, variant, snrDb, 1 + 2 * c + 3 * h + v);
          return informed.includes(codec) ? inform(one) : one;
        })
      )
    )
  );
  return {
    header: {
      semcom: "0.1.0",
      codec: `${codecs.join(", ")}`,
      "bart-mini sha-256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      channel: channels.join(", "),
      snr: snrs.join(", "),
      rate: "6 uses a token",
      seed: "1",
      machine: "2 cores, 8 GiB, linux x86_64",
    },
    points,
    complexity: codecs.map((codec, i) => ({
      codec,
      kind: i === 0 ? "bart" : "gpt2",
      parameters: { total: 8_612_864 + 1_000_003 * i, embedding: 2_097_152 },
      bytes: 17_301_504 + 2_000_000 * i,
      macs: { tokens: 32, transmit: 1_610_000, receive: 2_650_000, pass: 6_620_000 },
    })),
    gates: [
      { gate: "bleu4@6<0.9", passed: true, detail: "bleu4 at 6 dB is 0.944 (0.921 to 0.967), the bound 0.9" },
      {
        gate: "exact@0<0.5,gpt2-mini",
        passed: false,
        detail: "exact at 0 dB is 0.182 (0.148 to 0.216), the bound 0.5",
      },
    ],
  };
}

/** A curve that was measured elsewhere, in no order, beyond the sample's SNRs as well. */
export const SAMPLE_PEER: Peer = {
  name: "theirs",
  measured: "by <them>, in lower case",
  messages: 1000,
  usesPerWord: 8.95,
  points: [-3, 9, 0, 3, 12].map((snrDb) => ({
    channel: "awgn",
    snrDb,
    metrics: { exact: 0.1, bleu4: 0.5 + snrDb / 100 },
  })),
};

function point(codec: string, channel: string, variant: string, snrDb: number, shift: number): Point {
  const quality = 1 / (1 + Math.exp((shift - snrDb) / 2));
  const score = (power: number): Interval => estimate(quality ** power, quality);
  const rate = (factor: number): Interval => estimate(factor * (1 - quality), quality);
  return {
    codec,
    channel,
    snrDb,
    variant,
    messages: 500,
    tooShort: 0,
    stop: snrDb > 12 ? "interval narrow enough" : "all messages",
    metrics: {
      exact: score(4),
      bleu1: score(1),
      bleu4: score(2.5),
      chrf2: score(1.2),
      word_error_rate: rate(1.15),
      token_error_rate: rate(0.9),
    },
    passes: 1 + 20 * (1 - quality),
    usesPerWord: 7.44,
    usesPerCharacter: 1.31,
    informationPerWord: null,
    ms: 4.2 + 40 * (1 - quality),
    examples: MESSAGES.map((text, i) => ({ index: i + 1, text, reconstruction: damaged(text, snrDb - shift) })),
  };
}

function inform(point: Point): Point {
  const { mean } = point.metrics.exact!;
  const rare = { mean: 0.004, low: 0, high: 0.01 };
  const metrics = { ...point.metrics, delivered: estimate(mean + 0.004, mean), undetected: rare };
  return { ...point, metrics: { ...metrics, throughput: estimate(1.5 * mean, mean) }, informationPerWord: 7.25 };
}

function estimate(mean: number, quality: number): Interval {
  const reach = 0.01 + 0.12 * quality * (1 - quality);
  return { mean, low: Math.max(0, mean - reach), high: mean + Math.min(reach, Math.max(0, 1 - mean)) };
}

const MESSAGES = [
  "The harbour was quiet that morning, and nobody on the quay had seen the ferry leave.",
  "We should vote on this report today, not next week.",
  'He wrote "x < y & y > z" on the board.',
];

const WRONG = ["budget", "which", "Mr President,", "2005", "the", "and"];

/** Words replaced and left out, the fewer the more decibels there are to spare. */
function damaged(text: string, spare: number): string {
  const every = Math.max(1, Math.round(2 + spare));
  return text.split(" ").flatMap((word, i) =>
    spare > 8 || (i + 1) % every !== 0 ? [word] : i % 3 === 0 ? [] : [WRONG[i % WRONG.length]!]
  ).join(" ");
}
