/**
 * Makes what the source codes know beforehand, in codec/separate/data:
 *
 *     deno run -A models/recipe/source_codes.ts --corpora CORPORA
 *
 * CORPORA holds `*.train.txt.gz` files, one sentence a line. `characters.json` has how often each character occurs, and
 * `primer.txt` lines of which the licence lets anyone have a copy. `zstd.dictionary` is made by the zstd
 * command of other such lines.
 */
import { Buffer } from "node:buffer";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";

/** Characters that occur less often than once in so many are left to the escape. */
const RAREST = 1_000_000;

const { values: { corpora } } = parseArgs({ options: { corpora: { type: "string" } } });
if (corpora === undefined) throw new Error("Give the folder of the corpora after --corpora");
const data = new URL("../../codec/separate/data/", import.meta.url);

const lines = Object.fromEntries(
  ["europarl", "books", "dialogue"].map((name) => {
    const packed = Deno.readFileSync(`${corpora}/${name}.train.txt.gz`);
    return [name, Buffer.from(gunzipSync(packed)).toString("utf8").trimEnd().split("\n")];
  }),
) as Record<"europarl" | "books" | "dialogue", string[]>;

writeCharacters([
  ...lines.europarl.slice(0, 100_000),
  ...lines.books.slice(0, 50_000),
  ...lines.dialogue.slice(0, 20_000),
]);
writePrimer();
trainDictionary();

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
