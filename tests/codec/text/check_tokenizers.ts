/** Checks a file of make_pre_tokenizer_vectors.py, which may have thousands of lines:  deno run -A check_tokenizers.ts FILE */
import { Tokenizer } from "../../../codec/text/tokenizer.ts";

const { texts, tokenizers } = JSON.parse(await Deno.readTextFile(Deno.args[0]!)) as {
  readonly texts: readonly string[];
  readonly tokenizers: readonly { readonly kind: string; readonly tokenizer: unknown; readonly ids: number[][] }[];
};
for (const { kind, tokenizer: file, ids } of tokenizers) {
  using tokenizer = new Tokenizer(JSON.stringify(file));
  const wrong = texts.filter((text, i) => tokenizer.encode(text).join() !== ids[i]!.join());
  const lost = texts.filter((text) => tokenizer.decode(tokenizer.encode(text)) !== text);
  console.log(`${kind}: ${texts.length} lines, ${wrong.length} with other ids, ${lost.length} lost in the round trip`);
  for (const text of wrong.slice(0, 5)) console.log(`  ${JSON.stringify(text)}`);
}
