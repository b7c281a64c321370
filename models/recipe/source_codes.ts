/**
 * Makes what the source codes know beforehand, in codec/separate/data:
 *
 *     deno run -A models/recipe/source_codes.ts --corpora CORPORA
 *
 * CORPORA holds `*.train.txt.gz` files, one sentence a line. `characters.json` has how often each character occurs, and
 * `primer.txt` lines of which the licence lets anyone have a copy. `zstd.dictionary` is made by the zstd
 * command of other such lines.
 *
 *     deno run -A models/recipe/source_codes.ts --corpora CORPORA --typical
 *
 * prints bits a unit and units a word of each source code over ordinary text, and tokens a word of the bundled codecs.
 */
import { Buffer } from "node:buffer";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { MERGES_PER_TOKEN } from "../../codec/causal/language_model.ts";
import { bundledCodecs, readCodecFolder } from "../../codec/folder/read.ts";
import { sourceCoders } from "../../codec/separate/registry.ts";
import { Tokenizer } from "../../codec/text/tokenizer.ts";
import { TOKENIZER } from "../../codec/text/tokenizer_file.ts";
import { splitWords } from "../../text/words.ts";

/** Characters that occur less often than once in so many are left to the escape. */
const RAREST = 1_000_000;

const { values: { corpora, typical } } = parseArgs({
  options: { corpora: { type: "string" }, typical: { type: "boolean", default: false } },
});
if (corpora === undefined) throw new Error("Give the folder of the corpora after --corpora");
const data = new URL("../../codec/separate/data/", import.meta.url);

const lines = Object.fromEntries(
  ["europarl", "books", "dialogue"].map((name) => {
    const packed = Deno.readFileSync(`${corpora}/${name}.train.txt.gz`);
    return [name, Buffer.from(gunzipSync(packed)).toString("utf8").trimEnd().split("\n")];
  }),
) as Record<"europarl" | "books" | "dialogue", string[]>;

if (typical) await printTypical();
else {
  writeCharacters([
    ...lines.europarl.slice(0, 100_000),
    ...lines.books.slice(0, 50_000),
    ...lines.dialogue.slice(0, 20_000),
  ]);
  writePrimer();
  trainDictionary();
}

function writeCharacters(counted: readonly string[]): void {
  const counts = new Map<string, number>();
  let all = 0;
  for (const line of counted) {
    for (const character of line) {
      counts.set(character, (counts.get(character) ?? 0) + 1);
      all++;
    }
  }
  const kept = [...counts].filter(([, count]) => count * RAREST >= all).sort(([a, m], [b, n]) =>
    n - m || (a < b ? -1 : 1)
  );
  const others = all - kept.reduce((sum, [, count]) => sum + count, 0);
  const statistic = { lines: counted.length, others, characters: Object.fromEntries(kept) };
  Deno.writeTextFileSync(new URL("characters.json", data), `${JSON.stringify(statistic, null, 1)}\n`);
}

/** The end of the primer counts the most in a code that adapts: Europarl comes last. */
function writePrimer(): void {
  const primer = [...lines.books.slice(-600), ...lines.europarl.slice(-900)];
  Deno.writeTextFileSync(new URL("primer.txt", data), `${primer.join("\n")}\n`);
}

/** Trains a dictionary on messages of a line each, by the zstd command (1.5). */
function trainDictionary(): void {
  const folder = Deno.makeTempDirSync();
  [...lines.books.slice(0, 8000), ...lines.europarl.slice(0, 20_000)].forEach((line, i) =>
    Deno.writeTextFileSync(`${folder}/${i}`, line)
  );
  const output = new URL("zstd.dictionary", data).pathname;
  const args = ["-q", "-f", "--train", "-r", folder, `--maxdict=${2 ** 16}`, "--dictID=1", "-o", output];
  const { success, stderr } = new Deno.Command("zstd", { args }).outputSync();
  Deno.removeSync(folder, { recursive: true });
  if (!success) throw new Error(`zstd --train fails: ${new TextDecoder().decode(stderr)}`);
}

/** Lines that no source code has read before; fixed5 gets them in its own letters. */
async function printTypical(): Promise<void> {
  const text = Object.values(lines).flatMap((all) => all.slice(30_000, 30_250));
  const words = text.reduce((sum, line) => sum + splitWords(line).length, 0);
  for (const { name, open, tokens, encode } of sourceCoders()) {
    await open?.();
    const own = name === "fixed5" ? text.map((line) => line.toLowerCase().replace(/[^a-z .,!?]/g, "")) : text;
    const units = own.reduce((sum, line) => sum + tokens(line).length, 0);
    const bits = own.reduce((sum, line) => sum + encode(line).length, 0);
    console.log(name, (bits / units).toFixed(2), "bits a unit,", (units / words).toFixed(2), "units a word");
  }
  for (const name of bundledCodecs()) {
    const { files } = await readCodecFolder(name, { purposes: [] });
    using tokenizer = new Tokenizer(new TextDecoder().decode(files.get(TOKENIZER)), undefined, MERGES_PER_TOKEN);
    const tokens = text.reduce((sum, line) => sum + tokenizer.encode(line).length, 0);
    console.log(name, (tokens / words).toFixed(2), "tokens a word");
  }
}
