import type { Medium } from "../codec.ts";
import { NOISELESS_SNR_DB } from "../noiseless.ts";

/**
 * The transmitter, as a receiver has it too: rows of token ids to the coordinates that they are sent as.
 * @param counts Coordinates of each token of each row.
 */
export type Transmit = (
  ids: readonly Int32Array[],
  counts: readonly Int32Array[],
  medium: Medium,
) => Promise<Float32Array[]>;

/** What every token of a vocabulary is sent as when it is a message alone: nearly what it is sent as among others. */
export class Codebook {
  private constructor(private readonly ids: Int32Array, private readonly words: readonly Float32Array[]) {}

  /**
   * @param ids The tokens that a text can have.
   * @param coordinates Of each of them.
   */
  static async create(ids: Int32Array, coordinates: number, transmit: Transmit): Promise<Codebook> {
    const rows = Array.from(ids, (id) => Int32Array.of(id));
    const counts = rows.map(() => Int32Array.of(coordinates));
    return new Codebook(ids, await transmit(rows, counts, { type: "uses", snrDb: NOISELESS_SNR_DB }));
  }

  /**
   * The tokens whose words have directions nearest to what was heard of one, whose scale its neighbours have changed.
   * @param y Coordinates, at most as many as a word has; they are its first ones.
   * @param snr Their linear SNRs.
   * @param count Tokens at most.
   * @returns The nearest first.
   */
  nearest(y: Float32Array, snr: Float32Array, count: number): number[] {
    const best: { readonly id: number; readonly cosine: number }[] = [];
    this.words.forEach((word, i) => {
      let [product, energy] = [0, 0];
      for (let j = 0; j < y.length; j++) {
        product += snr[j]! * y[j]! * word[j]!;
        energy += snr[j]! * word[j]! * word[j]!;
      }
      const cosine = energy > 0 ? product / Math.sqrt(energy) : 0; // times the norm of y, which is the same for all
      if (best.length === count && cosine <= best[count - 1]!.cosine) return;
      const at = best.findIndex((one) => one.cosine < cosine);
      best.splice(at < 0 ? best.length : at, 0, { id: this.ids[i]!, cosine });
      best.length = Math.min(best.length, count);
    });
    return best.map(({ id }) => id);
  }
}
