/**
 * Bits a token of texts, a line a message, as the spinal scheme counts them: `typical_bits` of a codec.json is their mean over ordinary texts.
 *
 *     deno run -A bench/spinal/typical_bits.ts CODEC [--lines N] TEXT…
 */
import { parseArgs } from "node:util";
import { openCodec } from "../../codec/open.ts";

const { values, positionals } = parseArgs({
  args: Deno.args,
  allowPositionals: true,
  options: { lines: { type: "string", default: "100" } },
});
const [name, ...texts] = positionals;
if (name === undefined || texts.length === 0) throw new Error("Give a codec and texts");
await using codec = await openCodec(name, { scheme: "spinal" });
for (const text of texts) {
  const lines = (await Deno.readTextFile(text)).split("\n").filter((line) => line !== "").slice(
    0,
    Number(values.lines),
  );
  let [bits, tokens] = [0, 0];
  for (const one of await codec.prepare(lines)) {
    if (one instanceof Error || one.demand.type !== "elastic") continue;
    bits += one.demand.bits!;
    tokens += one.tokens.length;
  }
  console.log(`${text}: ${(bits / tokens).toFixed(2)} bits a token, ${lines.length} lines`);
}
