import assert from "node:assert/strict";
import { openCodec } from "../../../codec/open.ts";
import { Link, type Outcome } from "../../../link/link.ts";
import LANGUAGES from "../../languages.json" with { type: "json" };

const codec = await openCodec("smollm2-135m");

async function send(texts: readonly string[], snrDb: number): Promise<Outcome[]> {
  return await new Link(codec, { snrDb }).send(texts.map((text, i) => ({ index: i + 1, text })));
}

function requireExact(outcomes: readonly Outcome[]): void {
  for (const outcome of outcomes) {
    assert.ok(outcome.status === "received");
    assert.deepEqual([outcome.reconstruction, outcome.delivered], [outcome.text, true]);
  }
}

Deno.test("smollm2-135m: a sentence of every language arrives at 10 dB and the usual rate", async () => {
  const shortest = Object.values(LANGUAGES).map((texts) => texts.toSorted((a, b) => a.length - b.length)[0]!);
  assert.equal(shortest.length, 12);
  requireExact(await send(shortest, 10));
});

Deno.test("smollm2-135m: single tokens and pairs of them arrive at 20 dB", async () => {
  const [words, odd] = [[" the", "Office", "The.", ".", "I", "1"], ["\u0000", " 中", "ие", "<|im_end|>", "\t\t", "😀"]];
  requireExact(await send([...words, ...odd, ...words.map((word, i) => word + odd[i]!)], 20));
});
