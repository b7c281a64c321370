import assert from "node:assert/strict";
import type { Background, Codec } from "../../codec/codec.ts";
import { openCodec } from "../../codec/open.ts";
import { Conversation } from "../../link/conversation.ts";
import { Link, type Reception } from "../../link/link.ts";

/** A codec that only reads, and how many of its backgrounds are held. */
class Reader {
  readonly read: (messages: readonly string[]) => Promise<Background & { readonly messages: readonly string[] }>;
  held = 0;

  constructor() {
    this.read = (messages) => {
      this.held++;
      return Promise.resolve({ messages, [Symbol.dispose]: () => void this.held-- });
    };
  }
}

/** What the two ends have read. */
async function readBy(conversation: Conversation): Promise<unknown[]> {
  const reader = new Reader();
  const codec = reader as unknown as Codec;
  let ends: unknown[];
  {
    using read = await conversation.read(codec);
    ends = [read.transmitter, read.receiver].map((end) => (end?.own as { messages?: unknown })?.messages);
  }
  assert.equal(reader.held, 0);
  return ends;
}

Deno.test("a conversation remembers the last messages that the receiver was sure of, since the last of which it was not", async () => {
  const conversation = new Conversation(2);
  assert.deepEqual(await readBy(conversation), [undefined, undefined]);
  const read = [];
  for (
    const [text, isDelivered] of [["one", true], ["two", true], ["three", true], ["lost", false], [
      "four",
      true,
    ]] as const
  ) {
    conversation.add(text, isDelivered ? text : "noise", isDelivered);
    read.push((await readBy(conversation))[1]);
  }
  assert.deepEqual(read, [["one"], ["one", "two"], ["two", "three"], undefined, ["four"]]);
});

Deno.test("each end remembers its own, and after a lost message both begin anew", async () => {
  const conversation = new Conversation(3);
  conversation.add("sent", "received otherwise", true); // an error that the receiver does not see
  assert.deepEqual(await readBy(conversation), [["sent"], ["received otherwise"]]);
  conversation.add("next", "noise", false);
  assert.deepEqual(await readBy(conversation), [undefined, undefined]);
});

const LINES = ["The committee on fisheries met in Vigo.", "The committee on fisheries met in Vigo.", "We agree."];
const messages = LINES.map((text, i) => ({ index: i + 1, text }));

Deno.test("a message that the models have read before takes fewer uses, in one call or in several", async () => {
  await using codec = await openCodec("smollm2-135m");
  const send = async (context: number) => {
    const link = new Link(codec, { snrDb: 12, context });
    const together = await link.send(messages);
    const conversation = link.converse();
    const apart = [];
    for (const message of messages) apart.push(...await link.send([message], conversation));
    const facts = (outcomes: readonly unknown[]) =>
      (outcomes as readonly Reception[]).map(({ reconstruction, channelUses, informationBits }) => ({
        reconstruction,
        channelUses,
        informationBits,
      }));
    assert.deepEqual(facts(apart), facts(together));
    return facts(together);
  };
  const [none, one] = [await send(0), await send(1)];
  assert.deepEqual([none, one].map((facts) => facts.map(({ reconstruction }) => reconstruction)), [LINES, LINES]);
  assert.deepEqual(one[0], none[0]);
  assert.ok(one[1]!.channelUses < 0.8 * none[1]!.channelUses, `${one[1]!.channelUses} of ${none[1]!.channelUses}`);
});

Deno.test("a wrong message that the receiver was sure of does not ruin those after the next", async () => {
  await using codec = await openCodec("gpt2-mini", { scheme: "spinal" });
  const link = new Link(codec, { snrDb: 15, context: 4 });
  const conversation = link.converse();
  conversation.add("We must vote on the budget today.", "The weather is fine in Paris.", true);
  const outcomes = await link.send(
    [...LINES, ...LINES].map((text, i) => ({ index: i + 1, text })),
    conversation,
  ) as Reception[];
  assert.deepEqual(outcomes.slice(1).map(({ reconstruction }) => reconstruction), [...LINES, ...LINES].slice(1));
  for (const { delivered, reconstruction, text } of outcomes) assert.ok(!delivered || reconstruction === text);
});
