/**
 * Measures a codec and writes the figures into its codec.json.
 *
 *     deno run -A models/recipe/measure.ts --codec bart-mini --text europarl=europarl.test.txt --text brown=brown.txt
 *
 * Corpus figures of the first `--limit` lines of each text (500), AWGN, 6 uses a token, seed 1, at each `--snr`; and the time that a
 * sentence takes at 9 dB, as `semcom codecs show --measure` has it: on a machine that does nothing else. Without a text
 * that alone is measured again.
 */
import { parseArgs } from "node:util";
import { measureSending } from "../../cli/codecs/measure.ts";
import { openCodec } from "../../codec/open.ts";
import { Fidelity, FidelityTotals } from "../../fidelity/fidelity.ts";
import { splitWords } from "../../text/words.ts";
import type { LinkSettings } from "../../link/fields.ts";
import { Link } from "../../link/link.ts";

/** Most sentences arrive whole at this SNR, and none is easy. */
const SPEED_SNR_DB = 9;

/** Measures corpus figures of the given lines over the given link. */
export async function measureFidelity(name: string, settings: LinkSettings, lines: readonly string[]) {
  await using fidelity = await Fidelity.open();
  await using codec = await openCodec(name);
  const link = new Link(codec, settings);
  const totals = new FidelityTotals(fidelity.metrics);
  let uses = 0, passes = 0, wordCount = 0;
  for (let at = 0; at < lines.length; at += 64) {
    const outcomes = await link.send(lines.slice(at, at + 64).map((text, i) => ({ index: at + i + 1, text })));
    for (const outcome of outcomes) {
      if (outcome.status === "refused") throw outcome.error;
      totals.add((await fidelity.count([outcome]))[0]!);
      uses += outcome.channelUses;
      passes += outcome.passes;
      wordCount += splitWords(outcome.text).length;
    }
  }
  const round = (value: number) => Math.round(value * 1e4) / 1e4;
  const { bleu1, bleu4, exact, chrf2, word_error_rate } = totals.figures() as Record<string, number>;
  return {
    bleu1: round(bleu1!),
    bleu4: round(bleu4!),
    chrf2: round(chrf2!),
    exact: round(exact!),
    word_error_rate: round(word_error_rate!),
    passes: round(passes / lines.length),
    uses_per_word: round(uses / wordCount),
  };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      codec: { type: "string", default: "bart-mini" },
      text: { type: "string", multiple: true, default: [] },
      limit: { type: "string", default: "500" },
      snr: { type: "string", default: "0,3,6,9,12,18" },
    },
  });
  const texts: Record<string, Record<string, unknown>> = {};
  for (const [name, file] of values.text.map((text) => text.split("=") as [string, string])) {
    const lines = Deno.readTextFileSync(file).split("\n").filter((line) => line !== "").slice(0, Number(values.limit));
    texts[name] = {};
    for (const snr of values.snr.split(",")) {
      const row = await measureFidelity(values.codec, { snrDb: Number(snr) }, lines);
      console.log(name, `${snr} dB`, JSON.stringify(row));
      texts[name][snr] = row;
    }
  }
  const { ms, passes, ...conditionsOfSpeed } = await measureSending(values.codec, SPEED_SNR_DB);
  const speed = { ...conditionsOfSpeed, ms: Number(ms.toFixed(1)), passes };
  console.log("speed", JSON.stringify(speed));
  const path = new URL(`../${values.codec}/codec.json`, import.meta.url);
  const manifest = JSON.parse(Deno.readTextFileSync(path));
  const conditions = `first ${values.limit} lines of each text, AWGN, 6 uses a token, seed 1; keys are Es/N0 in dB`;
  const fidelity = values.text.length === 0 ? manifest.figures : { conditions, ...texts };
  const { files, ...rest } = manifest;
  const written = { ...rest, figures: { ...fidelity, speed }, files };
  Deno.writeTextFileSync(path, JSON.stringify(written, null, 2) + "\n");
}
