import type { CodecComplexity } from "../../codec/folder/complexity.ts";
import type { Interval } from "./bootstrap.ts";

/** A message of a point, shown as an example. */
export interface ExampleMessage {
  readonly index: number;
  readonly text: string;
  readonly reconstruction: string;
}

/** The figures of one setting: a point of a curve. */
export interface Point {
  /** The codec's name, as the user gave it. */
  readonly codec: string;
  /** The channel's full spec. */
  readonly channel: string;
  /** Mean Es/N0 per complex channel use, in dB; null where the channel carries bits. */
  readonly snrDb: number | null;
  /** Every other setting that the sweep lists more than one value of (rate, seed, code …), for people: "rate 3". */
  readonly variant: string;
  /** Number of messages sent. */
  readonly messages: number;
  /** Those of them that have too few tokens for BLEU-4, which is undefined of them and left out. */
  readonly tooShort: number;
  /** The reason why it stopped: "all messages", "interval narrow enough", "interrupted" … */
  readonly stop: string;
  /** Corpus metrics by their names; one that no message has is not there. */
  readonly metrics: Readonly<Record<string, Interval>>;
  /** Mean decoder passes. */
  readonly passes: number;
  readonly usesPerWord: number;
  /** Characters are Unicode code points: a measure for scripts that part no words by spaces. */
  readonly usesPerCharacter: number;
  /** -log2 of the language model's probability, in bits per word; null of a codec without such a model. */
  readonly informationPerWord: number | null;
  /** Milliseconds per message. */
  readonly ms: number;
  readonly examples: readonly ExampleMessage[];
}

/** The cost of a codec. */
export interface Complexity extends Pick<CodecComplexity, "parameters" | "bytes"> {
  readonly codec: string;
  readonly kind: string;
  /** Not there if its graphs have an operator that cannot be counted. */
  readonly macs?: CodecComplexity["macs"];
}

/**
 * A curve that was measured elsewhere, on messages of its own: it stands beside the points of a report, and is in no statistic,
 * no gate and no comparison by pairs.
 */
export interface Peer {
  readonly name: string;
  /** What it is, and how and on what it was measured, for people: what comes behind a colon. */
  readonly measured: string;
  /** How many messages each of its points is of. */
  readonly messages: number;
  /** Complex channel uses per word by white space. */
  readonly usesPerWord: number;
  readonly points: readonly PeerPoint[];
}

/** A point of a curve that was measured elsewhere. */
export interface PeerPoint {
  /** The channel's full spec. */
  readonly channel: string;
  /** Mean Es/N0 per complex channel use, in dB. */
  readonly snrDb: number;
  /** Corpus metrics by their names; nobody knows their intervals. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** An evaluation in figures: the source of every report. */
export interface Summary {
  /** The title of its reports; that of the codecs by default. */
  readonly title?: string;
  /** Every effective setting, seed, version, codec hash, and the machine, in the order in which they are shown. */
  readonly header: Readonly<Record<string, string>>;
  readonly points: readonly Point[];
  /** What was measured elsewhere over channels of this run; not there in an evaluation that names none. */
  readonly peers?: readonly Peer[];
  readonly complexity: readonly Complexity[];
  readonly gates: readonly GateOutcome[];
}

/** A gate and its judgement. */
export interface GateOutcome {
  /** As the user wrote it. */
  readonly gate: string;
  readonly passed: boolean;
  /** One line: the measured figure and the bound. */
  readonly detail: string;
}
