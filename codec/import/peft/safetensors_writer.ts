/** A tensor of a safetensors file. */
export interface Tensor {
  readonly name: string;
  /** As safetensors calls it, such as "F16". */
  readonly type: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** The head is filled up to a multiple of this, so that tensors lie where a processor likes them. */
const ALIGNMENT = 8;

/** The parts of a safetensors file (https://github.com/huggingface/safetensors), one after the other. */
export function writeSafetensors(tensors: readonly Tensor[]): Uint8Array[] {
  let at = 0;
  const entries = tensors.map(({ name, type, shape, bytes }) =>
    [name, { dtype: type, shape, data_offsets: [at, at += bytes.length] }] as const
  );
  const json = JSON.stringify({ __metadata__: { format: "pt" }, ...Object.fromEntries(entries) });
  const head = new TextEncoder().encode(json.padEnd(Math.ceil(json.length / ALIGNMENT) * ALIGNMENT));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(head.length), true);
  return [length, head, ...tensors.map(({ bytes }) => bytes)];
}
