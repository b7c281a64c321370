import { maskOf, padRows } from "../runtime/batch.ts";

/** A sentence and the link that it meets, T tokens over 2M coordinates each. */
export interface TrainingExample {
  readonly ids: Int32Array;
  /** The receiver's context of each token: the tokens before it, or those that it might have taken them for. */
  readonly previous: Int32Array;
  /** The coordinates that each token sends. */
  readonly coordinates: ArrayLike<number>;
  /** The mean Es/N0 in dB that the transmitter knows of. */
  readonly snrDb: number;
  /** [T,2M]: the linear SNR of every coordinate; 0 where it is not sent or lost. */
  readonly snr: Float32Array;
  /** True where the coordinates are bits. */
  readonly bit: boolean;
  /** [T,2M]: the noise of every coordinate in units of its own deviation; of a bit, towards the bit that was sent. */
  readonly noise: Float32Array;
}

/** Examples side by side, as the training graph takes them; all row-major, rows filled up to the longest. */
export interface Batch {
  readonly rows: number;
  readonly width: number;
  /** Tokens without padding. */
  readonly tokens: number;
  readonly ids: Int32Array;
  readonly previous: Int32Array;
  readonly mask: Float32Array;
  readonly coordinates: Float32Array;
  readonly snrDb: Float32Array;
  readonly snr: Float32Array;
  readonly bit: Float32Array;
  readonly noise: Float32Array;
}

/** Lays examples side by side. */
export function batchOf(examples: readonly TrainingExample[], pad: number): Batch {
  const lengths = examples.map(({ ids }) => ids.length);
  const width = Math.max(...lengths);
  const perToken = examples[0]!.snr.length / lengths[0]!;
  return {
    rows: examples.length,
    width,
    tokens: lengths.reduce((sum, length) => sum + length, 0),
    ids: padRows(examples.map(({ ids }) => ids), width, pad, Int32Array),
    previous: padRows(examples.map(({ previous }) => previous), width, pad, Int32Array),
    mask: maskOf(lengths, width),
    coordinates: padRows(examples.map(({ coordinates }) => coordinates), width, 0, Float32Array),
    snrDb: Float32Array.from(examples, ({ snrDb }) => snrDb),
    snr: padRows(examples.map(({ snr }) => snr), width * perToken, 0, Float32Array),
    bit: Float32Array.from(examples, ({ bit }) => Number(bit)),
    noise: padRows(examples.map(({ noise }) => noise), width * perToken, 0, Float32Array),
  };
}
