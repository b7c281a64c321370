/** The parameters of a learned codec as its weights.bin holds them: float16, at the places that codec.json's `tensors` says. */
export class StoredTensors {
  /**
   * @param table Of each parameter its first byte, and its shape as it is stored.
   * @param weights The bytes of weights.bin.
   */
  constructor(
    readonly table: Readonly<Record<string, { readonly offset: number; readonly shape: readonly number[] }>>,
    private readonly weights: Uint8Array<ArrayBuffer>,
  ) {}

  /** The bytes of a parameter. */
  bytes(name: string): Uint8Array<ArrayBuffer> {
    const { offset, shape } = this.#entry(name);
    return this.weights.slice(offset, offset + shape.reduce((product, axis) => product * axis, 2));
  }

  /** The numbers of a parameter, row by row. */
  numbers(name: string): Float64Array {
    return Float64Array.from(new Float16Array(this.bytes(name).buffer));
  }

  /** A matrix [rows, columns] as its rows; a vector is one row. */
  rows(name: string): Float64Array[] {
    const { shape } = this.#entry(name);
    const [numbers, columns] = [this.numbers(name), shape.at(-1)!];
    return Array.from({ length: numbers.length / columns }, (_, row) => {
      return numbers.subarray(row * columns, (row + 1) * columns);
    });
  }

  #entry(name: string): StoredTensors["table"][string] {
    const entry = this.table[name];
    if (entry === undefined) throw new Error(`There is no parameter ${name}`);
    return entry;
  }
}
