/**
 * What a conversation (`--context`) loses and gains by forgetting after one lost message, two, or Infinity; 0 is no context:
 *
 *     deno run -A bench/spinal/forgetting.ts gpt2-mini TEXT --snr 2,3 [--rate 6] [--context 4] [--beam 128] [--limit 96] [--forget 0,1,2] [--wrong 8]
 *
 * The lines of TEXT go in their order, in chains of 32 as in `eval`, with the same noise each time. With `--wrong N` both ends take
 * every Nth message for delivered, and the receiver for another line than was sent: an error that it does not see.
 */
import { parseArgs } from "node:util";
import { openCodec } from "../../codec/open.ts";
import { Conversation } from "../../link/conversation.ts";
import { Link } from "../../link/link.ts";
import { splitWords } from "../../text/words.ts";

const CHAIN = 32;

/** Forgets after so many lost messages in a row, where the program's own forgets after one. */
class Patient extends Conversation {
  #lost = 0;

  constructor(context: number, private readonly maxLost: number) {
    super(context);
  }

  override add(sent: string, received: string, isDelivered: boolean): void {
    this.#lost = isDelivered ? 0 : this.#lost + 1;
    if (isDelivered || this.#lost >= this.maxLost) super.add(sent, received, isDelivered);
  }
}

const { values, positionals: [name, text] } = parseArgs({
  allowPositionals: true,
  options: {
    snr: { type: "string", default: "2" },
    rate: { type: "string", default: "6" },
    context: { type: "string", default: "4" },
    beam: { type: "string", default: "128" },
    limit: { type: "string", default: "96" },
    wrong: { type: "string" },
    forget: { type: "string", default: "1,2" },
  },
});
const lines = (await Deno.readTextFile(text!)).trimEnd().split("\n").slice(0, Number(values.limit));
const words = lines.reduce((sum, line) => sum + splitWords(line).length, 0);
await using codec = await openCodec(name!, { scheme: "spinal", threads: 1 });

console.log(`${name}, ${lines.length} lines, rate ${values.rate}, context ${values.context}, beam ${values.beam}`);
console.log("\n| dB | forgets after | exact | not seen to be wrong | uses a word |\n| --: | --- | --: | --: | --: |");
for (const snrDb of values.snr.split(",").map(Number)) {
  const settings = { snrDb, rate: Number(values.rate), beam: Number(values.beam) };
  for (const maxLost of values.forget.split(",").map(Number)) {
    const context = maxLost === 0 ? 0 : Number(values.context);
    const link = new Link(codec, { ...settings, context });
    let [exact, unseen, uses] = [0, 0, 0];
    let conversation = new Patient(context, maxLost);
    for (const [i, text] of lines.entries()) {
      if (i % CHAIN === 0) conversation = new Patient(context, maxLost);
      const [outcome] = await link.send([{ index: i + 1, text }], conversation);
      if (outcome?.status !== "received") throw new Error(`Line ${i + 1} was not sent`);
      const { reconstruction, delivered, channelUses } = outcome;
      exact += Number(reconstruction === text);
      unseen += Number(delivered && reconstruction !== text);
      uses += channelUses;
      if (values.wrong !== undefined && i % Number(values.wrong) === 0) {
        conversation.add(text, lines[(i + lines.length / 2) % lines.length]!, true);
      }
    }
    const what = maxLost === 0 ? "no context" : `${maxLost}`;
    console.log(`| ${snrDb} | ${what} | ${exact} of ${lines.length} | ${unseen} | ${(uses / words).toFixed(2)} |`);
  }
}
