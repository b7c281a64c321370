import assert from "node:assert/strict";
import { CausalLanguageModel } from "../../../codec/causal/language_model.ts";
import { Prior } from "../../../codec/causal/prior.ts";
import { openCodec } from "../../../codec/open.ts";
import { LanguageCoder } from "../../../codec/separate/arithmetic/language_coder.ts";
import type { LinkSettings } from "../../../link/fields.ts";
import { Link, type Reception } from "../../../link/link.ts";
import { tiny } from "../causal/tiny.ts";
import { linesOfAllScripts, SENTENCES } from "./texts.ts";

const codec = await openCodec("gpt2-mini", { scheme: "arithmetic", threads: 1 });

async function send(settings: LinkSettings, texts: readonly string[]): Promise<Reception[]> {
  const outcomes = await new Link(codec, settings).send(texts.map((text, index) => ({ index, text })));
  return outcomes.map((outcome) => {
    assert.ok(outcome.status === "received");
    return outcome;
  });
}

Deno.test("lines of all scripts arrive as they were sent at 30 dB", async () => {
  const lines = linesOfAllScripts(50).map((line) => [...line].slice(0, 6).join(""));
  const texts = [...lines, "", " ", "\n", "one\ntwo\n\nthree", ...SENTENCES];
  for (const { text, reconstruction, delivered, sentTokens, receivedTokens } of await send({ snrDb: 30 }, texts)) {
    assert.equal(reconstruction, text);
    assert.equal(delivered, true);
    assert.deepEqual(receivedTokens, sentTokens);
  }
});

Deno.test("a message takes its information and three bits at most, its end included", async () => {
  for (const one of await send({ snrDb: 30, channelCode: "polar", codeRate: 0.5, modulation: "bpsk" }, SENTENCES)) {
    const { bits, informationBits, channelUses, headerUses, text } = one;
    assert.ok(bits >= informationBits! - 1 && bits <= informationBits! + 3, `${bits} bits for ${informationBits}`);
    assert.ok(informationBits! / text.split(" ").length < 12);
    assert.equal(channelUses - headerUses, 2 * bits);
  }
});

Deno.test("a text longer than the model's context arrives", async () => {
  const text = Array.from({ length: 8 }, () => SENTENCES.join(" ")).join(" ");
  const [reception] = await send({ snrDb: 20 }, [text]);
  assert.ok(reception!.sentTokens.length > 4 * 96);
  assert.equal(reception!.reconstruction, text);
});

Deno.test("a message that fails its check is lost; the best of it is what its bits decode to", async () => {
  for (const channelCode of ["polar", "ldpc", "none"]) {
    const settings = { snrDb: -2, channelCode, modulation: "qpsk" };
    for (const { reconstruction, delivered, confidence, detectedErrors } of await send(settings, SENTENCES)) {
      assert.deepEqual([reconstruction, delivered, confidence], ["", false, 0]);
      assert.ok(detectedErrors >= 1);
    }
    const best = await send({ ...settings, onFailure: "best" }, SENTENCES);
    for (const { text, reconstruction, delivered } of best) {
      assert.equal(delivered, false);
      assert.notEqual(reconstruction, text);
    }
    assert.ok(best.some(({ reconstruction }) => reconstruction.length > 10));
  }
});

Deno.test("a rate is the mean of uses a token, a budget is met exactly, and the code rate follows", async () => {
  for (const rate of [5, 9]) {
    const received = await send({ snrDb: 20, rate }, SENTENCES);
    const tokens = received.reduce((sum, { sentTokens }) => sum + sentTokens.length, 0);
    const uses = received.reduce((sum, { channelUses }) => sum + channelUses, 0);
    assert.ok(Math.abs(uses / tokens / rate - 1) < 0.3, `${uses / tokens} uses a token at rate ${rate}`);
  }
  for (const { channelUses, text, reconstruction } of await send({ snrDb: 8, budget: 130 }, SENTENCES)) {
    assert.deepEqual([channelUses, reconstruction], [130, text]);
  }
});

Deno.test("a message's bits do not depend on what is sent with it, on what was before, or on the opening", async () => {
  const together = await send({ snrDb: 30 }, SENTENCES);
  await using again = await openCodec("gpt2-mini", { scheme: "arithmetic", threads: 1 });
  for (const [i, text] of SENTENCES.entries()) {
    const [outcome] = await new Link(again, { snrDb: 30 }).send([{ index: i, text }]);
    assert.ok(outcome?.status === "received");
    assert.deepEqual([outcome.bits, outcome.channelUses], [together[i]!.bits, together[i]!.channelUses]);
    assert.equal(outcome.reconstruction, text);
  }
});

Deno.test("both ends agree to the bit over hundreds of messages, whatever their tokens", async () => {
  await using small = await tiny();
  const { model } = small;
  assert.ok(model instanceof CausalLanguageModel);
  using context = await model.read(model.settings.prompt);
  const coder = new LanguageCoder(model, new Prior(model, context));
  const lines = linesOfAllScripts(300).map((line) => [...line].slice(0, 8).join(""));
  for (const text of lines) {
    const { bits, tokens } = await coder.encode(text);
    const decoded = await coder.decode(bits, true);
    assert.deepEqual([decoded.text, decoded.tokens], [text, tokens]);
  }
});
