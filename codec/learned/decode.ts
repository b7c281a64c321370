import { maskOf } from "../../runtime/batch.ts";
import { integers, type Session, type Tensor, viewFloats } from "../../runtime/session.ts";

/** Channel output behind a receiver's rate adapter, for B rows of at most T tokens with d features. */
export interface Evidence {
  /** [B,T,d]: the message as the language model reads it. */
  readonly memory: Tensor;
  /** [B,T,d+2M]: the matched filter's output and the energy weights, added before the output embedding. */
  readonly evidence: Tensor;
  /** [B,T]: the token that the matched filter alone finds most likely. */
  readonly guess: Tensor;
}

/** One row's decoded tokens. */
export interface DecodedRow {
  readonly ids: Int32Array;
  /** The model's probability of each token given those before it. */
  readonly probability: Float32Array;
  /** Runs of the decoder over this row. */
  readonly passes: number;
  /** True where the last pass changed nothing any more, so that this is the greedy result exactly. */
  readonly settled: boolean;
}

/** A row stops here even if it still changes. Below 0 dB long rows may; at 6 dB and above about four passes are enough. */
const MAX_PASSES = 48;

interface Row {
  readonly ids: Int32Array;
  readonly probability: Float32Array;
  /** Tokens before this one are final: what they were decoded from is final too. */
  settled: number;
  passes: number;
  changing: boolean;
}

/**
 * Greedy decoding without generating token by token: guess all tokens, run the decoder once over whole rows, replace
 * the guess by what it finds most likely, and repeat until nothing changes. Each pass makes at least one more token of
 * a row final, and the fixed point is the greedy autoregressive result. Rows that are done leave the batch, and only
 * tokens that may still change are projected on the vocabulary.
 */
export async function decodeFixedPoint(
  decoder: Session,
  heard: Evidence,
  lengths: readonly number[],
  bos: number,
): Promise<DecodedRow[]> {
  const width = heard.memory.dims[1]!;
  const guess = integers(heard.guess);
  const rows = lengths.map((length, i): Row => ({
    ids: guess.slice(i * width, i * width + length),
    probability: new Float32Array(length),
    settled: 0,
    passes: 0,
    changing: length > 0,
  }));
  let batch: ActiveBatch = { rows, width, memory: viewFloats(heard.memory), evidence: viewFloats(heard.evidence) };
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const active = batch.rows.filter((row) => row.changing);
    if (active.length === 0) break;
    if (active.length < batch.rows.length) batch = keep(batch, active);
    await runOnce(decoder, batch, bos);
  }
  return rows.map(({ ids, probability, passes, changing }) => ({ ids, probability, passes, settled: !changing }));
}

interface ActiveBatch {
  readonly rows: readonly Row[];
  readonly width: number;
  readonly memory: Float32Array;
  readonly evidence: Float32Array;
}

async function runOnce(decoder: Session, batch: ActiveBatch, bos: number): Promise<void> {
  const { rows, width } = batch;
  const previous = new Int32Array(rows.length * width).fill(bos);
  const positions: number[] = [];
  rows.forEach((row, i) => {
    previous.set(row.ids.subarray(0, -1), i * width + 1);
    for (let t = row.settled; t < row.ids.length; t++) positions.push(i * width + t);
  });
  const mask = maskOf(rows.map((row) => row.ids.length), width);
  const output = await decoder.run({
    memory: decoder.float(batch.memory, [rows.length, width, batch.memory.length / (rows.length * width)]),
    evidence: decoder.float(batch.evidence, [rows.length, width, batch.evidence.length / (rows.length * width)]),
    previous: decoder.integers(previous, [rows.length, width]),
    mask: decoder.float(mask, [rows.length, width]),
    positions: decoder.integers(Int32Array.from(positions), [positions.length]),
  });
  const token = integers(output.token!);
  const probability = viewFloats(output.probability!);
  let at = 0;
  for (const row of rows) {
    const count = row.ids.length - row.settled;
    replaceGuess(row, token.subarray(at, at + count), probability.subarray(at, at + count));
    at += count;
  }
}

/** Takes over the findings of a pass from `row.settled` on, and moves `settled` past the first token that it changed. */
function replaceGuess(row: Row, token: Int32Array, probability: Float32Array): void {
  const guessed = row.ids.subarray(row.settled);
  const firstChange = token.findIndex((id, i) => id !== guessed[i]);
  guessed.set(token);
  row.probability.set(probability, row.settled);
  row.passes++;
  row.settled = firstChange < 0 ? row.ids.length : row.settled + firstChange + 1;
  row.changing = row.settled < row.ids.length;
}

/** The part of a batch that belongs to the active rows, cut to the longest of them. */
function keep(batch: ActiveBatch, active: readonly Row[]): ActiveBatch {
  const width = Math.max(...active.map((row) => row.ids.length));
  const gather = (source: Float32Array) => {
    const stride = source.length / batch.rows.length;
    const kept = new Float32Array(active.length * width * (stride / batch.width));
    const size = kept.length / active.length;
    active.forEach((row, i) => {
      const from = batch.rows.indexOf(row) * stride;
      kept.set(source.subarray(from, from + size), i * size);
    });
    return kept;
  };
  return { rows: active, width, memory: gather(batch.memory), evidence: gather(batch.evidence) };
}
