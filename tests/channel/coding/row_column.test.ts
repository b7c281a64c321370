import assert from "node:assert/strict";
import { ldpc } from "../../../channel/coding/ldpc.ts";
import { rowColumnOrder } from "../../../channel/coding/row_column.ts";
import { Random } from "../../../channel/random.ts";
import { UsageError } from "../../../errors.ts";
import { cleanLlrs, decide, randomBits } from "./link.ts";

Deno.test("bit interleaving is that of TS 38.212 section 5.4.2.2, as its loops have it", () => {
  for (const [E, Q] of [[12, 1], [12, 2], [12, 4], [24, 6], [40, 8]] as const) {
    const f: number[] = [];
    for (let j = 0; j < E / Q; j++) {
      for (let i = 0; i < Q; i++) f[i + j * Q] = i * E / Q + j; // f_(i + j Q) = e_(i E/Q + j)
    }
    assert.deepEqual([...rowColumnOrder(E, Q)], f);
  }
  assert.deepEqual([...rowColumnOrder(12, 4)], [0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11]);
});

Deno.test("ldpc sends its bits so interleaved, and undoes it", () => {
  const information = randomBits(60, new Random(1));
  const [plain, interleaved, soft] = [new Uint8Array(150), new Uint8Array(150), new Float32Array(60)];
  ldpc.create(60, 150).encode(information, plain);
  const code = ldpc.create(60, 150, 6);
  code.encode(information, interleaved);
  assert.deepEqual([...interleaved], [...rowColumnOrder(150, 6)].map((place) => plain[place]));
  assert.ok(code.decode(cleanLlrs(interleaved), soft));
  assert.deepEqual(decide(soft), information);
  assert.throws(
    () => ldpc.create(60, 151, 6),
    (error) => error instanceof UsageError && /n=156\)$/.test(error.message),
  );
});
