import { maskOf, padRows } from "../runtime/batch.ts";
import { type ModelFiles, Session, type Tensor, viewFloats } from "../runtime/session.ts";

/** Estimate of each real coordinate that was sent. */
export interface CoordinateEstimates {
  /** The equalised coordinates; for bits, the sign of the LLR over the square root of 2. */
  readonly y: Float32Array;
  /** Their effective linear SNRs; 0 where nothing was heard. For bits, half the LLR's magnitude. */
  readonly snr: Float32Array;
}

/**
 * The trained rate adapter: features to real coordinates at any rate, and back. A token's features become 2M
 * coordinates, of which the first c are sent (nested rates). Two coordinates make one complex channel use.
 */
export class RateAdapter implements AsyncDisposable {
  private constructor(
    private readonly tx: Session,
    private readonly rx: Session,
    /** 2M: the most coordinates of a token. */
    readonly width: number,
    private readonly stack: AsyncDisposableStack,
  ) {}

  /**
   * @param files The codec folder's files, `adapter_tx.onnx`, `adapter_rx.onnx` and `weights.bin` among them.
   * @param maxUses M, the most channel uses a token may have.
   */
  static async open(files: ModelFiles, maxUses: number, threads: number): Promise<RateAdapter> {
    await using stack = new AsyncDisposableStack();
    const open = async (name: string) => stack.use(await Session.open(files, name, threads));
    const [tx, rx] = [await open("adapter_tx.onnx"), await open("adapter_rx.onnx")];
    return new RateAdapter(tx, rx, 2 * maxUses, stack.move());
  }

  /**
   * Features [B,T,d] to coordinates.
   * @param coordinates B rows: how many coordinates each token sends.
   * @returns B rows of the coordinates sent, token by token. Analog: the mean power of a pair is 1 over each row.
   * Bits: each is plus (bit 0) or minus (bit 1) the square root of 1/2.
   */
  async transmit(features: Tensor, coordinates: readonly Int32Array[], bits: boolean): Promise<Float32Array[]> {
    const [rows, tokens] = features.dims as [number, number, number];
    const { x } = await this.tx.run({
      features,
      coordinates: this.tx.float(padRows(coordinates, tokens, 0, Float32Array), [rows, tokens]),
      bit: this.tx.float(new Float32Array(rows).fill(Number(bits)), [rows]),
    });
    const all = viewFloats(x!);
    return coordinates.map((counts, row) => {
      const sent = new Float32Array(counts.reduce((sum, count) => sum + count, 0));
      let at = 0;
      counts.forEach((count, t) => {
        const from = (row * tokens + t) * this.width;
        sent.set(all.subarray(from, from + count), at);
        at += count;
      });
      return sent;
    });
  }

  /**
   * Observations to what a decoder takes: `memory` [B,T,d], `evidence` [B,T,d+2M] and a first `guess` [B,T].
   * @param observations B rows over the coordinates that {@linkcode RateAdapter.transmit} sent.
   */
  async receive(
    observations: readonly CoordinateEstimates[],
    coordinates: readonly Int32Array[],
    bits: boolean,
  ): Promise<{ memory: Tensor; evidence: Tensor; guess: Tensor }> {
    const lengths = coordinates.map((counts) => counts.length);
    const tokens = Math.max(...lengths);
    const shape = [coordinates.length, tokens, this.width];
    const place = (what: "y" | "snr") => {
      const all = new Float32Array(coordinates.length * tokens * this.width);
      coordinates.forEach((counts, row) => {
        let at = 0;
        counts.forEach((count, t) => {
          all.set(observations[row]![what].subarray(at, at + count), (row * tokens + t) * this.width);
          at += count;
        });
      });
      return this.rx.float(all, shape);
    };
    const { memory, evidence, guess } = await this.rx.run({
      y: place("y"),
      snr: place("snr"),
      mask: this.rx.float(maskOf(lengths, tokens), shape.slice(0, 2)),
      bit: this.rx.float(new Float32Array(coordinates.length).fill(Number(bits)), [coordinates.length]),
    });
    return { memory: memory!, evidence: evidence!, guess: guess! };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stack.disposeAsync();
  }
}
