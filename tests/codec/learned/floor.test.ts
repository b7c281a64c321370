import assert from "node:assert/strict";
import { openCodec } from "../../../codec/open.ts";
import { readLearnedFolder } from "../../../codec/folder/read.ts";
import { Tokenizer } from "../../../codec/text/tokenizer.ts";
import { TOKENIZER } from "../../../codec/text/tokenizer_file.ts";
import { Link, type Outcome } from "../../../link/link.ts";

/** Every token of the vocabulary that is a text by itself; bench/floor.ts sends all of them, and pairs. */
async function textsOfTokens(codec: string): Promise<string[]> {
  const { manifest, files } = await readLearnedFolder(codec);
  using tokenizer = new Tokenizer(new TextDecoder().decode(files.get(TOKENIZER)), manifest.vocabulary);
  return Array.from({ length: manifest.vocabulary }, (_, id) => tokenizer.decode([id]))
    .filter((text) => tokenizer.encode(text).length === 1);
}

function wrong(outcomes: readonly Outcome[]): string[] {
  return outcomes.flatMap((outcome) =>
    outcome.status === "received" && outcome.reconstruction === outcome.text
      ? []
      : [`${JSON.stringify(outcome.text)} at ${outcome.index}`]
  );
}

for (const name of ["bart-mini", "gpt2-mini"]) {
  Deno.test(`${name}: hardly any noise, and no message of a token or two is wrong`, async () => {
    const all = await textsOfTokens(name);
    assert.ok(all.length > 8000);
    const some = all.filter((_, i) => i % 16 === 5);
    const singles = [".", "The", "Office", "urope", "I", "ithu", " docu", "_", "$", ...some];
    const pairs = [" willingnesssible", " Committeeirm", ...some.map((text, i) => text + all[(i * 911) % all.length]!)];
    await using codec = await openCodec(name);
    for (const [rate, snrDb] of [[4, 30], [4, 60], [6, 30]] as const) {
      const link = new Link(codec, { snrDb, rate });
      const messages = [...singles, ...pairs].map((text, i) => ({ index: i + 1, text }));
      assert.deepEqual(wrong(await link.send(messages)), [], `rate ${rate}, ${snrDb} dB`);
    }
  });
}
