import assert from "node:assert/strict";
import { insertTables } from "../../models/recipe/table.ts";

Deno.test("The figures of docs/codecs.md are those that were measured into the codecs' manifests", async () => {
  const page = Deno.readTextFileSync(new URL("../../docs/codecs.md", import.meta.url));
  assert.equal(await insertTables(page), page);
  assert.match(page, /^\| Europarl \| BLEU-1 \| 0\.\d{3} /m);
  assert.match(page, /^\| Europarl \(kind seen\), 6 dB: BLEU-1, exact \| 0\.\d{3}, 0\.\d{3} \| 0\.\d{3}, /m);
});
