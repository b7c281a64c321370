import type { StepSettings } from "../trainer.ts";

const [BETA_1, BETA_2, EPSILON] = [0.9, 0.999, 1e-8];

/** AdamW (Loshchilov and Hutter, 2019) of one vector, for parameters that are few beside what a step computes. */
export class AdamW {
  /** Steps that have been taken. */
  steps = 0;
  /** The running means of the gradient and of its square. */
  readonly first: Float32Array<ArrayBuffer>;
  readonly second: Float32Array<ArrayBuffer>;

  /** @param length That of the vector. */
  constructor(length: number) {
    this.first = new Float32Array(length);
    this.second = new Float32Array(length);
  }

  /** Moves values down a gradient, which is shortened where its norm is above the most. */
  step(
    values: Float32Array,
    gradient: Float32Array,
    norm: number,
    { learningRate, weightDecay, maxNorm }: StepSettings,
  ): void {
    this.steps++;
    const scale = Math.min(1, maxNorm / Math.max(norm, 1e-12));
    const [first, second] = [1 - BETA_1 ** this.steps, 1 - BETA_2 ** this.steps];
    for (let i = 0; i < values.length; i++) {
      const slope = scale * gradient[i]!;
      this.first[i] = BETA_1 * this.first[i]! + (1 - BETA_1) * slope;
      this.second[i] = BETA_2 * this.second[i]! + (1 - BETA_2) * slope * slope;
      const move = this.first[i]! / first / (Math.sqrt(this.second[i]! / second) + EPSILON);
      values[i]! -= learningRate * (move + weightDecay * values[i]!);
    }
  }
}
