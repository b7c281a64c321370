import assert from "node:assert/strict";
import { Hypotheses } from "../../../codec/causal/hypotheses.ts";
import { openCodec } from "../../../codec/open.ts";
import type { LinkSettings } from "../../../link/fields.ts";
import { Link, type Reception } from "../../../link/link.ts";
import LANGUAGES from "../../languages.json" with { type: "json" };

const codec = await openCodec("gpt2-mini", { scheme: "spinal", threads: 1 });

async function send(settings: LinkSettings, ...texts: string[]): Promise<Reception[]> {
  const outcomes = await new Link(codec, settings).send(texts.map((text, i) => ({ index: i + 1, text })));
  return outcomes.map((outcome) => {
    assert.ok(outcome.status === "received");
    return outcome;
  });
}

const SENTENCES = [
  "We cannot support this amendment, although we agree with its purpose.",
  "The train to the coast was late again, and nobody knew why.",
  "Could you tell me which of these roads leads back to the village?",
];

Deno.test("sentences arrive whole at 6 dB, and the receiver knows it", async () => {
  for (
    const { text, reconstruction, delivered, confidence, informationBits, passes } of await send(
      { snrDb: 6 },
      ...SENTENCES,
    )
  ) {
    assert.equal(reconstruction, text);
    assert.equal(delivered, true);
    assert.ok(confidence > 0.99 && passes > 0);
    assert.ok(informationBits! > 50 && informationBits! < 200);
  }
});

Deno.test("at -10 dB nothing arrives, and the receiver knows it", async () => {
  for (const { text, reconstruction, delivered, confidence } of await send({ snrDb: -10, beam: 8 }, ...SENTENCES)) {
    assert.notEqual(reconstruction, text);
    assert.equal(delivered, false);
    assert.ok(confidence < 0.1, `${confidence}`);
  }
});

Deno.test("without memory each word stands alone: at a good SNR all arrives, at a bad one more words than of a message with it", async () => {
  const clean = await send({ snrDb: 20, memory: 0, beam: 16 }, ...SENTENCES, "", "a", "\n\0🕛");
  for (const { text, reconstruction } of clean) assert.equal(reconstruction, text);
  const budget = await send({ snrDb: 20, memory: 0, budget: 120, beam: 16 }, ...SENTENCES);
  for (const { text, reconstruction, channelUses } of budget) {
    assert.deepEqual([reconstruction, channelUses], [text, 120]);
  }
  const kept = async (memory: string | number) => {
    const receptions = await send({ snrDb: 1, memory, beam: 16 }, ...SENTENCES);
    assert.ok(receptions.every(({ delivered }) => !delivered));
    const shares = receptions.map(({ text, reconstruction }) => {
      const words = reconstruction.split(" ");
      return text.split(" ").filter((word) => words.includes(word)).length / text.split(" ").length;
    });
    return shares.reduce((sum, share) => sum + share, 0) / shares.length;
  };
  const [alone, whole] = [await kept(0), await kept("all")];
  assert.ok(alone > whole + 0.1, `${alone} and ${whole}`);
});

Deno.test("any text arrives: none, one letter, line breaks, other scripts, control characters", async () => {
  const texts = ["", "a", "\n", "two\nlines\r\n", "Встретимся в полдень. 正午に会いましょう 🕛", "\0\x1b[31m\u202e"];
  for (const { text, reconstruction } of await send({ snrDb: 15, rate: 8 }, ...texts)) {
    assert.equal(reconstruction, text);
  }
});

Deno.test("as bits by any modulation a clean text arrives, though a whole number of uses seldom holds its bits exactly", async () => {
  const texts = ['if a < b && c <= d: print("<b>")', "3.14159 2024-05-17T09:30:00Z +49 (0)30 1234567", "a\tb|c\t12.50"];
  const rates = { bpsk: 12, qpsk: 7, "16qam": 6, "64qam": 6, "256qam": 6 }; // so that there are more bits than information
  for (const [modulation, rate] of Object.entries(rates)) {
    const clean = { snrDb: 34, channelCode: "none", modulation, rate };
    for (const { text, reconstruction, delivered } of await send(clean, ...texts)) {
      assert.deepEqual([reconstruction, delivered], [text, true], modulation);
    }
  }
});

Deno.test("texts that the model finds absurd arrive too", async () => {
  const texts = ["Встретимся в полдень у старой гавани.", "x7#Qz!! 0x9F3a", "正午に会いましょう"];
  for (const { text, reconstruction } of await send({ snrDb: 4.5, beam: 32 }, ...texts)) {
    assert.equal(reconstruction, text);
  }
});

Deno.test("a text longer than the model's context arrives", async () => {
  const text = Array.from({ length: 12 }, () => SENTENCES.join(" ")).join(" ");
  const [reception] = await send({ snrDb: 12 }, text);
  assert.ok(reception!.sentTokens.length > 3 * 95);
  assert.equal(reception!.reconstruction, text);
});

Deno.test("single tokens of the whole vocabulary arrive at 20 dB and rate 6", async () => {
  const prepared = await codec.prepare(Array.from({ length: 60 }, (_, i) => String.fromCodePoint(0x21 + 37 * i)));
  const texts = prepared.flatMap((one) => one instanceof Error ? [] : [one.text]);
  for (const { text, reconstruction } of await send({ snrDb: 20 }, ...texts)) assert.equal(reconstruction, text);
});

Deno.test("a budget is met exactly, a rate is the mean over ordinary text, and power is 1", async () => {
  for (const budget of [40, 163, 1000]) {
    for (const { channelUses, reconstruction, text } of await send({ snrDb: 15, budget }, ...SENTENCES)) {
      assert.equal(channelUses, budget);
      if (budget > 100) assert.equal(reconstruction, text);
    }
  }
  for (const rate of [0.5, 2.7, 12]) {
    const received = await send({ snrDb: 20, rate, beam: 1 }, ...SENTENCES);
    const uses = received.reduce((sum, { channelUses }) => sum + channelUses, 0);
    const tokens = received.reduce((sum, { sentTokens }) => sum + sentTokens.length, 0);
    assert.ok(Math.abs(uses / tokens / rate - 1) < 0.25, `${uses / tokens} uses a token at rate ${rate}`);
  }
  const [encoded] = await Promise.all(
    (await codec.prepare([SENTENCES.join(" ")])).map(async (prepared) => {
      assert.ok(!(prepared instanceof Error));
      return (await codec.encode([{ prepared, coordinates: 4000, round: 0 }], { type: "uses", snrDb: 10 }, {}))[0]!;
    }),
  );
  assert.ok(encoded?.signal.type === "uses" && encoded.signal.x.length === 4000);
  const power = encoded.signal.x.reduce((sum, value) => sum + value * value, 0) / 2000;
  assert.ok(Math.abs(power - 1) < 0.1, `${power}`);
});

Deno.test("bits of a digital link arrive through any code, with a rate, bits a token or a budget", async () => {
  const settings: LinkSettings[] = [
    { channelCode: "polar", bits: 11, snrDb: 6 },
    { channelCode: "ldpc", codeRate: 0.5, modulation: "16qam", bits: 10, snrDb: 11 },
    { channelCode: "none", modulation: "bpsk", bits: 14.5, snrDb: 8 },
    { channelCode: "convolutional", budget: 250, snrDb: 6 },
    { channel: "bsc:p=0.02", channelCode: "none", bits: 14 },
  ];
  for (const one of settings) {
    for (const { text, reconstruction, bits } of await send(one, ...SENTENCES)) {
      assert.equal(reconstruction, text, JSON.stringify(one));
      assert.ok(bits > 0);
    }
  }
});

Deno.test("fading and pilots: each use has its own gain and effective SNR", async () => {
  for (const channel of ["rayleigh:fading=fast", "rician:k=3,fading=fast", "erasure:p=0.2"]) {
    for (const { text, reconstruction } of await send({ channel, snrDb: 14, rate: 8 }, ...SENTENCES)) {
      assert.equal(reconstruction, text, channel);
    }
  }
});

Deno.test("a message's result does not depend on what is sent with it", async () => {
  const together = await send({ snrDb: 3, beam: 32 }, ...SENTENCES);
  for (const [i, { reconstruction, confidence, passes }] of together.entries()) {
    const [alone] = await new Link(codec, { snrDb: 3, beam: 32 }).send([{ index: i + 1, text: SENTENCES[i]! }]);
    assert.ok(alone?.status === "received");
    assert.deepEqual([alone.reconstruction, alone.confidence, alone.passes], [reconstruction, confidence, passes]);
  }
});

/** Runs with a receiver whose log-probabilities are off by up to so many bits. */
async function withReceiverOff(bits: number, run: () => Promise<void>): Promise<void> {
  const { step } = Hypotheses.prototype;
  let state = 1;
  Hypotheses.prototype.step = async function (parents, ids) {
    const all = await step.call(this, parents, ids);
    for (const one of all) {
      for (let i = 0; i < one.length; i++) {
        state = Math.imul(state, 1664525) + 1013904223 | 0;
        one[i]! += bits * Math.LN2 * state / 2 ** 31;
      }
    }
    return all;
  };
  try {
    await run();
  } finally {
    Hypotheses.prototype.step = step;
  }
}

Deno.test("a receiver whose log-probabilities are a little off receives as well", async () => {
  const far = [...LANGUAGES.en, ...LANGUAGES.de];
  for (const [bits, snrDb, texts] of [[1e-3, 6, SENTENCES], [8e-3, 15, far]] as const) {
    await withReceiverOff(bits, async () => {
      for (const { text, reconstruction } of await send({ snrDb }, ...texts)) assert.equal(reconstruction, text);
    });
  }
});

Deno.test("hybrid ARQ: rounds go on until the message has arrived, and what they heard is combined", async () => {
  const once = await send({ snrDb: 0, beam: 32 }, ...SENTENCES);
  assert.ok(once.every(({ delivered, rounds }) => !delivered && rounds === 1));
  const often = await send({ snrDb: 0, beam: 32, harq: 8 }, ...SENTENCES);
  for (const [i, { delivered, rounds, channelUses, text, reconstruction }] of often.entries()) {
    assert.ok(delivered && rounds > 1 && rounds < 5, `${rounds} rounds`);
    assert.equal(reconstruction, text);
    assert.equal(channelUses, rounds * once[i]!.channelUses);
  }
  const [digital] = await send({ channel: "bsc:p=0.18", channelCode: "none", bits: 12, harq: 8 }, SENTENCES[0]!);
  assert.ok(digital!.delivered && digital!.rounds > 1 && digital!.reconstruction === SENTENCES[0]);
});

Deno.test("an automatic rate spends less where the SNR is higher and where failures are allowed", async () => {
  const uses = async (snrDb: number, rate: string) =>
    (await send({ snrDb, rate }, ...SENTENCES)).reduce((sum, { channelUses }) => sum + channelUses, 0);
  const [low, high, bold] = [await uses(3, "auto"), await uses(10, "auto:0.01"), await uses(10, "auto:0.3")];
  assert.ok(high < 0.5 * low && bold < high, `${low}, ${high}, ${bold}`);
  const received = await send({ snrDb: 10, rate: "AUTO:0.001" }, ...SENTENCES);
  for (const { text, reconstruction } of received) assert.equal(reconstruction, text);
});

Deno.test("a codec that is closed says so", async () => {
  const closed = await openCodec("gpt2-mini", { scheme: "spinal", threads: 1 });
  await closed[Symbol.asyncDispose]();
  await assert.rejects(new Link(closed, {}).send([{ index: 1, text: "We agree." }]), /was closed before/);
});
