import assert from "node:assert/strict";
import fc from "fast-check";
import { parseManifest } from "../../codec/folder/manifest.ts";
import { Tokenizer } from "../../codec/text/tokenizer.ts";
import { RefusedError } from "../../errors.ts";
import { damaged } from "../damaged.ts";

const manifest = JSON.parse(Deno.readTextFileSync(new URL("../../models/bart-mini/codec.json", import.meta.url)));
const { model, pre_tokenizer } = JSON.parse(
  Deno.readTextFileSync(new URL("../../models/bart-mini/tokenizer.json", import.meta.url)),
);

/** The tokens of single bytes and the first merges: quick to load. */
const small = (() => {
  const merges: [string, string][] = model.merges.slice(0, 20);
  const tokens = [
    ...Object.keys(model.vocab).filter((token) => [...token].length === 1),
    ...merges.map((pair) => pair.join("")),
  ];
  return { vocab: Object.fromEntries(tokens.map((token, id) => [token, id])), merges };
})();

function acceptedOrRefused(load: () => unknown): void {
  try {
    load();
  } catch (error) {
    assert.ok(error instanceof RefusedError, String(error));
    assert.ok(error.message.length < 1500);
  }
}

Deno.test("whatever codec.json holds, it is accepted or refused", () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (json) => acceptedOrRefused(() => parseManifest(json))));
  fc.assert(fc.property(damaged(manifest), (one) => acceptedOrRefused(() => parseManifest(JSON.stringify(one)))));
});

Deno.test("whatever tokenizer.json holds, it is accepted or refused", () => {
  const load = (json: string) => acceptedOrRefused(() => new Tokenizer(json, 300)[Symbol.dispose]());
  using tokenizer = new Tokenizer(JSON.stringify({ pre_tokenizer, model: small }), 300);
  assert.equal(tokenizer.decode(tokenizer.encode("the")), "the");
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), load));
  fc.assert(fc.property(damaged({ pre_tokenizer, model: small }), (one) => load(JSON.stringify(one))));
});
