import type { CodecComplexity } from "../../codec/folder/complexity.ts";

/** An estimate with its 95 % interval. */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** A message of a point, shown as an example. */
export interface Example {
  readonly index: number;
  readonly text: string;
  readonly reconstruction: string;
}

/** What was measured at one setting: a point of a curve. */
export interface Point {
  /** The codec's name, as the user gave it. */
  readonly codec: string;
  /** The channel's full spec. */
  readonly channel: string;
  /** Mean Es/N0 per complex channel use, in dB. */
  readonly snrDb: number;
  /** Every other setting that the sweep lists more than one value of (rate, seed, code …), for people: "rate 3". */
  readonly variant: string;
  /** How many messages were sent. */
  readonly messages: number;
  /** Why it stopped: "all messages", "interval narrow enough", "interrupted" … */
  readonly stop: string;
  /** Corpus metrics by the names of FidelityFigures, and others that were asked for. */
  readonly metrics: Readonly<Record<string, Estimate>>;
  /** Mean decoder passes. */
  readonly passes: number;
  readonly usesPerWord: number;
  /** Milliseconds per message. */
  readonly ms: number;
  readonly examples: readonly Example[];
}

/** What a codec costs. */
export interface Complexity extends Pick<CodecComplexity, "parameters" | "bytes"> {
  readonly codec: string;
  readonly kind: string;
  /** Not there if its graphs have an operator that cannot be counted. */
  readonly macs?: CodecComplexity["macs"];
}

/** An evaluation in figures: what every report is written from. */
export interface Summary {
  /** Every effective setting, seed, version, codec hash, and the machine, in the order in which they are shown. */
  readonly header: Readonly<Record<string, string>>;
  readonly points: readonly Point[];
  readonly complexity: readonly Complexity[];
  readonly gates: readonly GateOutcome[];
}

/** A gate and how it was judged. */
export interface GateOutcome {
  /** As the user wrote it. */
  readonly gate: string;
  readonly passed: boolean;
  /** One line: what was measured, and the bound. */
  readonly detail: string;
}
