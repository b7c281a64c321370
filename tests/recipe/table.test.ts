import assert from "node:assert/strict";
import { insertTables } from "../../models/recipe/table.ts";

Deno.test("README's figures are those that were measured into the codecs' manifests", async () => {
  const readme = Deno.readTextFileSync(new URL("../../README.md", import.meta.url));
  assert.equal(await insertTables(readme), readme);
  assert.match(readme, /^\| Europarl \| BLEU-1 \| 0\.\d{3} /m);
  assert.match(readme, /^\| Europarl \(kind seen\), 6 dB: BLEU-1, exact \| 0\.\d{3}, 0\.\d{3} \| 0\.\d{3}, /m);
});
