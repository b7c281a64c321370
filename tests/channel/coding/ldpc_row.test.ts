import assert from "node:assert/strict";
import createWabt from "wabt";
import { LDPC_ROW } from "../../../channel/coding/ldpc_row.ts";

Deno.test("the LDPC decoder's WebAssembly is what its source assembles to", async () => {
  const source = await Deno.readTextFile(new URL("../../../channel/coding/ldpc_row.wat", import.meta.url));
  const { buffer } = (await createWabt()).parseWat("ldpc_row.wat", source, { simd: true }).toBinary({});
  assert.equal(LDPC_ROW, buffer.toBase64());
});
