import assert from "node:assert/strict";
import { openCodec } from "../../codec/open.ts";
import { RefusedError } from "../../errors.ts";
import type { LinkSettings } from "../../link/fields.ts";
import { Link, type Reception } from "../../link/link.ts";
import { TemporaryFolder } from "../evaluation/folder.ts";

const KNOWLEDGE = new URL("./knowledge.txt", import.meta.url).pathname;
const TEXT = "Mirela Vashti is at Ferrowby.";

const spinal = await openCodec("smollm2-135m", { threads: 1 });
const arithmetic = await openCodec("smollm2-135m", { scheme: "arithmetic", threads: 1 });
const narrow = await openCodec("gpt2-mini", { scheme: "spinal", threads: 1 }); // a model with a window of 96 tokens

async function send(settings: LinkSettings, codec = spinal, text = TEXT): Promise<Reception> {
  const [outcome] = await new Link(codec, { snrDb: 15, ...settings }).send([{ index: 1, text }]);
  assert.ok(outcome?.status === "received");
  return outcome;
}

Deno.test("a message takes fewer uses where both ends have read a text with its names", async () => {
  for (const codec of [spinal, arithmetic]) {
    const [without, withIt] = [await send({}, codec), await send({ knowledge: KNOWLEDGE }, codec)];
    assert.deepEqual([without.reconstruction, withIt.reconstruction], [TEXT, TEXT]);
    assert.ok(withIt.informationBits! < 0.8 * without.informationBits!);
    assert.ok(withIt.channelUses < 0.9 * without.channelUses, `${withIt.channelUses} of ${without.channelUses}`);
  }
});

Deno.test("what one end alone has read changes its own part, and the message still arrives", async () => {
  using folder = new TemporaryFolder();
  const other = folder.write("other.txt", "The weather in Paris is fine.\n");
  const without = await send({});
  const heard = await send({ rxKnowledge: KNOWLEDGE });
  assert.equal(heard.channelUses, without.channelUses);
  assert.equal(heard.informationBits, without.informationBits);
  assert.equal(heard.bound, null); // of what the receiver knows nothing is counted
  const sent = await send({ txKnowledge: KNOWLEDGE });
  assert.equal(sent.informationBits, (await send({ knowledge: KNOWLEDGE })).informationBits);
  assert.ok(sent.channelUses < 0.9 * without.channelUses);
  const both = await send({ txKnowledge: KNOWLEDGE, rxKnowledge: other });
  for (const one of [heard, sent, both]) assert.equal(one.reconstruction, TEXT);
});

Deno.test("what the receiver alone has read helps where the SNR is low", async () => {
  const delivered = async (settings: LinkSettings) => {
    const link = new Link(spinal, { snrDb: 1, rate: 5, beam: 8, ...settings });
    const outcomes = await link.send(Array.from({ length: 4 }, (_, i) => ({ index: i + 1, text: TEXT })));
    return outcomes.filter((outcome) => outcome.status === "received" && outcome.delivered).length;
  };
  const [without, withIt] = [await delivered({}), await delivered({ rxKnowledge: KNOWLEDGE })];
  assert.ok(withIt >= without + 2, `${withIt} and ${without} of 4`);
});

Deno.test("messages before come after what was read, and together they take fewer uses than either", async () => {
  const texts = ["Dario Quenby ordered the gasket.", "Mirela Vashti ordered the gasket."];
  const uses = async (settings: LinkSettings) => {
    const link = new Link(spinal, { snrDb: 15, ...settings });
    const outcomes = await link.send(texts.map((text, i) => ({ index: i + 1, text })));
    return outcomes.map((outcome) => {
      assert.ok(outcome.status === "received" && outcome.reconstruction === outcome.text);
      return outcome.channelUses;
    })[1]!;
  };
  const both = await uses({ knowledge: KNOWLEDGE, context: 1 });
  assert.ok(both < await uses({ knowledge: KNOWLEDGE }));
  assert.ok(both < await uses({ context: 1 }));
  assert.ok(await uses({ rxKnowledge: KNOWLEDGE, context: 1 }) === await uses({ context: 1 }));
});

Deno.test("a text that cannot be read before a message is refused, saying what fits", async () => {
  using folder = new TemporaryFolder();
  const refusal = async (path: string, settings: LinkSettings = {}) => {
    const error = await send({ knowledge: path, ...settings }, narrow).then(() => undefined, (error) => error);
    assert.ok(error instanceof RefusedError, `${error}`);
    return error.message.replaceAll(folder.path, "");
  };
  const empty = folder.write("empty", " \n\n");
  Deno.writeFileSync(`${folder.path}/latin1`, Uint8Array.of(0x63, 0x61, 0x66, 0xe9, 0x0a));
  const long = folder.write("long", "We agree with the report.\n".repeat(20));
  assert.equal(await refusal(empty), "Cannot use the knowledge /empty: it is empty");
  assert.equal(await refusal(`${folder.path}/no`), "Cannot read /no: there is no such file or folder");
  assert.equal(
    await refusal(`${folder.path}/latin1`),
    "Cannot read /latin1: it is not UTF-8 text: save it as UTF-8",
  );
  Deno.writeFileSync(`${folder.path}/utf16`, Uint8Array.of(0xff, 0xfe, 0x61, 0));
  assert.match(
    await refusal(`${folder.path}/utf16`), // there is no --encoding of this text
    /^Cannot read \/utf16: it is UTF-16 text, and UTF-8 text is needed: save it as UTF-8, or convert it with iconv /,
  );
  assert.equal(await refusal(folder.path), "Cannot read : it is a folder, and a file is needed");
  assert.equal(
    await refusal(long),
    "Cannot use the knowledge /long: it has 140 tokens, and the model can read 47 before a message: shorten it",
  );
  assert.match(
    await refusal(KNOWLEDGE, { txKnowledge: folder.write("more", "We agree with the report.\n".repeat(5)) }),
    /^Cannot use the knowledge \/more: it has 35 tokens, and the model can read \d+ before a message: shorten it$/,
  );
});
