/**
 * Whether two ends of arithmetic coding agree to the bit: one opening of the codec codes each line of a text, another, in a
 * session of its own and with another number of threads, decodes it in the opposite order of the lines.
 *
 *     deno run -A bench/separate/agreement.ts [--codec gpt2-mini] [--lines 10000] [--threads 1,2] TEXT
 */
import { parseArgs } from "node:util";
import { openCodec } from "../../codec/open.ts";
import { SemcomError } from "../../errors.ts";

const { values, positionals: [path] } = parseArgs({
  args: Deno.args,
  allowPositionals: true,
  options: {
    codec: { type: "string", default: "gpt2-mini" },
    lines: { type: "string", default: "10000" },
    threads: { type: "string", default: "1,2" },
  },
});
if (path === undefined) throw new Error("Give a text");
const lines = Deno.readTextFileSync(path).split("\n").filter((line) => line !== "").slice(0, Number(values.lines));
const [atSender, atReceiver] = values.threads.split(",").map(Number) as [number, number];
await using sender = await openCodec(values.codec, { scheme: "arithmetic", threads: atSender });
await using receiver = await openCodec(values.codec, { scheme: "arithmetic", threads: atReceiver });

const coded: Float32Array[] = [];
for (const line of lines) {
  const [prepared] = await sender.prepare([line]);
  if (prepared instanceof SemcomError || prepared!.demand.type !== "fixed") throw new Error(`Cannot code ${line}`);
  const outgoing = { prepared: prepared!, coordinates: prepared!.demand.bits, round: 0 };
  const [encoded] = await sender.encode([outgoing], { type: "bits" }, {});
  if (encoded!.signal.type !== "bits") throw new TypeError(`${values.codec} sends no bits`);
  coded.push(Float32Array.from(encoded!.signal.bits, (bit) => 1 - 2 * bit));
}
let different = 0;
for (const [i, line] of [...lines.entries()].reverse()) {
  const observation = { type: "bits", llr: coded[i]!, isIntact: true } as const;
  const [decoded] = await receiver.decode([{ observation, earlier: [], header: [] }], { type: "bits" }, {});
  if (decoded!.text !== line) different++;
}
console.log(`${values.codec}: ${lines.length} messages, ${different} of them different at the receiver`);
if (different > 0) Deno.exit(1);
