/**
 * What the source codes make of a text, a line a message: bits a word with the message's end, how many times fewer bits
 * than in UTF-8, and the time to code and decode one. A row of Markdown each:
 *
 *     deno run -A bench/separate/ratios.ts [--lines 300] [--codec NAME]… TEXT
 *
 * Without --codec all source codes, and arithmetic coding under the bundled language models. No channel code and no CRC is
 * counted. A line that comes back as something else is an error; one that is refused (fixed5) is left out.
 */
import { parseArgs } from "node:util";
import { codecNames, describeCodec, openCodec } from "../../codec/open.ts";
import { SemcomError } from "../../errors.ts";
import { splitWords } from "../../text/words.ts";

const { values, positionals: [path] } = parseArgs({
  args: Deno.args,
  allowPositionals: true,
  options: { lines: { type: "string", default: "300" }, codec: { type: "string", multiple: true } },
});
if (path === undefined) throw new Error("Give a text");
const lines = Deno.readTextFileSync(path).split("\n").filter((line) => line !== "").slice(0, Number(values.lines));

console.log("| codec | messages | bits a word | times smaller | ms a message |");
console.log("| --- | ---: | ---: | ---: | ---: |");
for (const name of values.codec ?? await codecNames()) {
  const scheme = (await describeCodec(name)).scheme === "separate" ? "separate" : "arithmetic";
  try {
    await using codec = await openCodec(name, { scheme });
    let [messages, bits, words, bytes, ms] = [0, 0, 0, 0, 0];
    for (const line of lines) {
      const start = performance.now();
      const [prepared] = await codec.prepare([line]);
      if (prepared instanceof SemcomError) continue;
      const { demand } = prepared!;
      if (demand.type !== "fixed") throw new TypeError(`${name} is no source code`);
      const medium = { type: "bits" } as const;
      const outgoing = { prepared: prepared!, coordinates: demand.bits, round: 0 };
      const [encoded] = await codec.encode([outgoing], medium, {});
      if (encoded!.signal.type !== "bits") throw new TypeError(`${name} sends no bits`);
      const llr = Float32Array.from(encoded!.signal.bits, (bit) => 1 - 2 * bit);
      const observation = { type: "bits", llr, isIntact: true } as const;
      const [decoded] = await codec.decode([{ observation, earlier: [], header: [] }], medium, {});
      if (decoded!.text !== line) {
        throw new Error(`${name} made ${JSON.stringify(decoded!.text)} of ${JSON.stringify(line)}`);
      }
      ms += performance.now() - start;
      messages++;
      bits += demand.bits;
      words += splitWords(line).length;
      bytes += new TextEncoder().encode(line).length;
    }
    const cells = messages === 0
      ? ["", "", ""]
      : [(bits / words).toFixed(2), (8 * bytes / bits).toFixed(2), (ms / messages).toFixed(1)];
    console.log(`| ${[scheme === "separate" ? name : `arithmetic by ${name}`, messages, ...cells].join(" | ")} |`);
  } catch (error) {
    if (!(error instanceof SemcomError)) throw error;
    console.error(`${name}: ${error.message}`); // bart-mini has no language model
  }
}
