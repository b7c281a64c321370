import assert from "node:assert/strict";
import { hermitianSolver } from "../../../channel/receiver/hermitian.ts";
import { Random } from "../../../channel/random.ts";

Deno.test("what is solved for satisfies the equations", () => {
  const random = new Random(91);
  const normals = (count: number) => Float64Array.from({ length: count }, () => random.normal());
  for (const size of [1, 2, 3, 8, 30]) {
    // A = B B^H + I is Hermitian and positive definite.
    const b = Array.from({ length: size }, () => normals(2 * size));
    const entry = (row: number, column: number): readonly [number, number] => {
      let [real, imaginary] = [row === column ? 1 : 0, 0];
      for (let i = 0; i < 2 * size; i += 2) {
        const [p, q, r, s] = [b[row]![i]!, b[row]![i + 1]!, b[column]![i]!, b[column]![i + 1]!];
        real += p * r + q * s;
        imaginary += q * r - p * s;
      }
      return [real, imaginary];
    };
    const right = normals(2 * size);
    const z = hermitianSolver(size, entry)(right);
    for (let row = 0; row < size; row++) {
      let [real, imaginary] = [0, 0];
      for (let column = 0; column < size; column++) {
        const [p, q] = entry(row, column);
        real += p * z[2 * column]! - q * z[2 * column + 1]!;
        imaginary += p * z[2 * column + 1]! + q * z[2 * column]!;
      }
      assert.ok(Math.abs(real - right[2 * row]!) + Math.abs(imaginary - right[2 * row + 1]!) < 1e-8, `${size}`);
    }
  }
});
