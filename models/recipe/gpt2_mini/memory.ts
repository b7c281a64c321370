import type { StoredTensors } from "./stored_tensors.ts";

const ADAPTER = "codec.adapter.";

/** PyTorch's own, which the adapter's layer norm has. */
const EPSILON = 1e-5;

/**
 * What the receiver knows of a link where nothing is heard, as RateAdapter.receive of model.py says it: the SNR of the
 * message and that of the token (log10, of a linear SNR of at least 0.03), the part of the token that is heard, and
 * whether bits are sent. Of the two links bits have the cheaper language model, by about 1 % of the bits a word.
 */
const NOTHING = [Math.log10(0.03), Math.log10(0.03), 0, 1];

/**
 * What a receiver's rate adapter makes of silence: of each position the vector that is added to the token's embedding.
 * adapter_rx.onnx says the same. It is computed here, in float64 and in one order, so that it has the same bits on each
 * machine.
 * @returns [positions, d]
 */
export function memoryOfNothing(tensors: StoredTensors): Float64Array[] {
  const parameter = (name: string) => tensors.numbers(`${ADAPTER}${name}`);
  const linear = (name: string, x: ArrayLike<number>) => {
    const rows = tensors.rows(`${ADAPTER}${name}.weight`); // [inputs, outputs]
    return parameter(`${name}.bias`).map((bias, i) => rows.reduce((sum, row, j) => sum + row[i]! * x[j]!, bias));
  };
  const condition = linear("rx_condition.net.2", linear("rx_condition.net.0", NOTHING).map(gelu));
  const around = parameter("neighbours.bias"); // a convolution over silence
  const [scale, shift] = [parameter("norm.weight"), parameter("norm.bias")];
  return tensors.rows(`${ADAPTER}position.weight`).map((position) => {
    const sum = position.map((number, i) => number + around[i]! + condition[i]!);
    const mean = sum.reduce((all, one) => all + one, 0) / sum.length;
    const variance = sum.reduce((all, one) => all + (one - mean) ** 2, 0) / sum.length;
    return sum.map((number, i) => (number - mean) / Math.sqrt(variance + EPSILON) * scale[i]! + shift[i]!);
  });
}

function gelu(x: number): number {
  return x * (1 + erf(x / Math.SQRT2)) / 2;
}

/** The error function by a series of terms of one sign (Abramowitz and Stegun, 7.1.6). */
function erf(x: number): number {
  let [sum, term] = [0, 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * x];
  for (let n = 1; sum + term !== sum; n++) {
    sum += term;
    term *= 2 * x * x / (2 * n + 1);
  }
  return sum;
}
