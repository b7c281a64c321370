import assert from "node:assert/strict";
import { figuresTable, withTable } from "../../models/recipe/table.ts";

const read = (path: string) => Deno.readTextFileSync(new URL(`../../${path}`, import.meta.url));

Deno.test("README's figures are those that were measured into codec.json", () => {
  const readme = read("README.md");
  const table = figuresTable(JSON.parse(read("models/bart-mini/codec.json")).figures);
  assert.equal(withTable(readme, table), readme);
  assert.match(table, /^\| Europarl \| BLEU-1 \| 0\.\d{3} /m);
});
