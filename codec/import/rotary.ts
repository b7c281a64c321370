/** The change that a model makes to the usual frequencies of rotary positions (Su et al., 2021). */
export type RotaryScaling =
  | { readonly kind: "none" }
  /** Positions are divided by a factor. */
  | { readonly kind: "linear"; readonly factor: number }
  /** Llama 3.1: frequencies whose period is long beside the context of pre-training are divided by a factor. */
  | {
    readonly kind: "llama3";
    readonly factor: number;
    readonly low_freq_factor: number;
    readonly high_freq_factor: number;
    readonly original_max_position_embeddings: number;
  };

/**
 * The radians by which pairs of a head's numbers are rotated from one position to the next: base^(-2 i / head size).
 * Each step is rounded to float32, as checkpoints were trained with.
 */
export function rotaryFrequencies(base: number, headSize: number, scaling: RotaryScaling): Float32Array {
  return Float32Array.from({ length: headSize / 2 }, (_, i) => {
    const frequency = Math.fround(1 / Math.fround(base ** Math.fround(2 * i / headSize)));
    return scaled(frequency, scaling);
  });
}

function scaled(frequency: number, scaling: RotaryScaling): number {
  if (scaling.kind === "none") return frequency;
  if (scaling.kind === "linear") return frequency / scaling.factor;
  const { factor, low_freq_factor, high_freq_factor, original_max_position_embeddings } = scaling;
  const periods = original_max_position_embeddings * frequency / (2 * Math.PI);
  if (periods > high_freq_factor) return frequency;
  if (periods < low_freq_factor) return frequency / factor;
  const smooth = (periods - low_freq_factor) / (high_freq_factor - low_freq_factor);
  return (1 - smooth) * frequency / factor + smooth * frequency;
}
