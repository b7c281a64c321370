/**
 * Sends the sentences of tests/languages.json, which say the same in twelve languages, and says for each language how many
 * arrive exactly and what a word and a character take:
 *
 *     deno run -A bench/languages.ts [--codec NAME] [--scheme NAME] [--snr DB] [--rate USES] [--languages de,zh] [--limit N]
 */
import { parseArgs } from "node:util";
import { openCodec, schemeNamed } from "../codec/open.ts";
import { Link, type Reception } from "../link/link.ts";
import { splitWords } from "../text/words.ts";

const { values } = parseArgs({
  options: {
    codec: { type: "string", default: "smollm2-135m" },
    scheme: { type: "string" },
    snr: { type: "string", default: "10" },
    rate: { type: "string", default: "6" },
    languages: { type: "string" },
    limit: { type: "string", default: "20" },
  },
});
const all: Record<string, string[]> = JSON.parse(
  await Deno.readTextFile(new URL("../tests/languages.json", import.meta.url)),
);
const languages = values.languages?.split(",") ?? Object.keys(all);
await using codec = await openCodec(values.codec, {
  threads: 1,
  ...values.scheme !== undefined && { scheme: schemeNamed(values.scheme) },
});
const link = new Link(codec, { snrDb: Number(values.snr), rate: Number(values.rate) });

console.log("language  exact  uses a word  uses a character  bits a character  seconds a message");
for (const language of languages) {
  const start = performance.now();
  const texts = all[language]!.slice(0, Number(values.limit));
  const messages = texts.map((text, i) => ({ index: i + 1, text }));
  const received = (await link.send(messages)).filter((one): one is Reception => one.status === "received");
  const sum = (of: (one: Reception) => number) => received.reduce((sum, one) => sum + of(one), 0);
  const uses = sum(({ channelUses }) => channelUses);
  const characters = sum(({ text }) => [...text].length);
  console.log([
    language.padEnd(8),
    (sum(({ text, reconstruction }) => Number(text === reconstruction)) / texts.length).toFixed(2).padStart(5),
    (uses / sum(({ text }) => splitWords(text).length)).toFixed(2).padStart(11),
    (uses / characters).toFixed(2).padStart(16),
    (received.some(({ informationBits }) => informationBits === null)
      ? "-"
      : (sum(({ informationBits }) => informationBits!) / characters).toFixed(2)).padStart(16),
    ((performance.now() - start) / 1000 / texts.length).toFixed(2).padStart(17),
  ].join("  "));
}
