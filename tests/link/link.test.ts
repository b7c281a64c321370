import assert from "node:assert/strict";
import type { Codec } from "../../codec/codec.ts";
import { openCodec } from "../../codec/open.ts";
import { RefusedError, UsageError } from "../../errors.ts";
import type { LinkSettings } from "../../link/fields.ts";
import { Link, type Message, type Reception } from "../../link/link.ts";

const TEXTS = [
  "The ferry leaves at six in the morning.",
  "",
  "Could you tell me how much the ticket costs?",
  "We thank the rapporteur for her excellent work and will vote in favour of the report.",
  "No.",
];

const codecs = new Map<string, Codec>();
for (const name of ["bart-mini", "gpt2-mini", "utf8"]) codecs.set(name, await openCodec(name, { threads: 2 }));

async function receive(settings: LinkSettings, texts: readonly string[], together = true): Promise<Reception[]> {
  const link = new Link(codecs.get(settings.codec ?? "bart-mini")!, settings);
  const messages = texts.map((text, i) => ({ index: i + 1, text }));
  const groups: Message[][] = together ? [messages] : messages.map((message) => [message]);
  const received: Reception[] = [];
  for (const group of groups) {
    for (const outcome of await link.send(group)) {
      assert.ok(outcome.status === "received");
      received.push(outcome);
    }
  }
  return received;
}

const shown = (receptions: readonly Reception[]) => receptions.map(({ ms: _, confidence: __, ...rest }) => rest);

for (const codec of ["bart-mini", "gpt2-mini"]) {
  Deno.test(`${codec}: without noise to speak of, plain sentences arrive as they were sent`, async () => {
    for (const kind of [{}, { bits: 12 }]) {
      const received = await receive({ codec, snrDb: 30, ...kind }, TEXTS);
      assert.deepEqual(received.map(({ reconstruction }) => reconstruction), TEXTS);
    }
  });
}

Deno.test("utf8: any text arrives as it was sent where no bit is wrong", async () => {
  const texts = [
    "Встретимся завтра в полдень у старого моста.",
    "明天中午在老桥见面。",
    "someone+news@example.org, <b>1,5 €</b>",
    "name\tqty\tprice\r",
    "\ufeff\0\u001b[31m👩‍👩‍👧",
    "",
    ...TEXTS,
  ];
  for (const settings of [{ snrDb: 8, channelCode: "polar" }, { channel: "bsc:p=0.01", codeRate: 1 / 3 }]) {
    const received = await receive({ codec: "utf8", ...settings }, texts);
    for (const { text, reconstruction, bits, bitErrors, channelUses, sentTokens } of received) {
      assert.equal(bitErrors, 0);
      assert.equal(reconstruction, text);
      const own = 8 * sentTokens.length;
      assert.ok(own === 0 ? bits === 0 : bits > own && bits < own + 40, `${bits} bits for ${own}, a header and a CRC`);
      assert.ok(channelUses >= bits / 2);
    }
  }
});

Deno.test("an empty message costs nothing", async () => {
  const [message] = await receive({}, [""]);
  assert.deepEqual(shown([message!]), [
    {
      status: "received",
      index: 1,
      text: "",
      reconstruction: "",
      sentTokens: new Int32Array(),
      receivedTokens: new Int32Array(),
      bits: 0,
      bitErrors: 0,
      codedBits: 0,
      blocks: 0,
      blockErrors: 0,
      detectedErrors: 0,
      extraUses: 0,
      headerUses: 0,
      headerFailed: false,
      surprisals: null,
      spans: null,
      runnerUp: null,
      paprDb: null,
      channelUses: 0,
      passes: 0,
      delivered: null,
      informationBits: null,
      bound: null,
      marginDb: null,
      rounds: 1,
    },
  ]);
});

Deno.test("a message's result depends on seed and index, not on what is sent with it", async () => {
  const together = await receive({ snrDb: 1 }, TEXTS);
  assert.deepEqual(shown(await receive({ snrDb: 1 }, TEXTS, false)), shown(together));
  const otherSeed = await receive({ snrDb: 1, seed: 2 }, TEXTS);
  assert.notDeepEqual(otherSeed.map((r) => r.reconstruction), together.map((r) => r.reconstruction));
});

Deno.test("fidelity falls with the SNR, and only then", async () => {
  const exact = async (snrDb: number) =>
    (await receive({ snrDb }, TEXTS)).filter((r) => r.text === r.reconstruction).length;
  assert.ok(await exact(12) > await exact(-12));
});

Deno.test("a rate need not be a whole number, and a budget is met exactly", async () => {
  const [message] = await receive({ rate: 3.3 }, [TEXTS[3]!]);
  assert.equal(message!.channelUses, Math.round(3.3 * message!.sentTokens.length));
  for (const budget of [1, 7, 100, 2001]) {
    const received = await receive({ budget, snrDb: 20 }, TEXTS);
    received.forEach(({ channelUses, text }) => assert.equal(channelUses, text === "" ? 0 : budget));
    if (budget === 2001) assert.equal(received[3]!.reconstruction, TEXTS[3]);
  }
});

Deno.test("pilots come out of a budget and on top of a rate or of bits, and an empty message has none", async () => {
  const pilots = { csi: "pilots", pilots: 5, channel: "rayleigh", snrDb: 20, header: "free" };
  const cases: [LinkSettings, (tokens: number) => number][] = [
    [{ rate: 3.3 }, (tokens) => Math.round(3.3 * tokens) + 5],
    [{ bits: 8 }, (tokens) => 8 * tokens + 5], // rate 1/2, two coded bits a use
    [{ budget: 6 }, () => 6],
    [{ budget: 301, modulation: "bpsk" }, () => 301],
  ];
  for (const [settings, uses] of cases) {
    for (const { channelUses, sentTokens } of await receive({ ...pilots, ...settings }, TEXTS)) {
      assert.equal(channelUses, sentTokens.length === 0 ? 0 : uses(sentTokens.length), JSON.stringify(settings));
    }
  }
});

Deno.test("by pilots messages arrive, without CSI they do not, on analog and digital links", async () => {
  for (const kind of [{}, { bits: 12 }]) {
    const exact = async (csi: string) =>
      (await receive({ channel: "rician:k=12", snrDb: 20, csi, ...kind }, TEXTS))
        .filter((r) => r.text === r.reconstruction).length;
    assert.equal(await exact("pilots"), TEXTS.length);
    assert.ok(await exact("none") < TEXTS.length - 1);
  }
});

Deno.test("the transmitter's SNR changes what it sends and nothing else", async () => {
  const usual = await receive({ snrDb: 2 }, TEXTS);
  assert.deepEqual(shown(await receive({ snrDb: 2, txSnrDb: 2 }, TEXTS)), shown(usual));
  const other = await receive({ snrDb: 2, txSnrDb: 18 }, TEXTS);
  assert.notDeepEqual(other.map(({ confidence }) => confidence), usual.map(({ confidence }) => confidence));
  assert.deepEqual(other.map(({ channelUses }) => channelUses), usual.map(({ channelUses }) => channelUses));
});

Deno.test("a message longer than the codec takes keeps its white space and its lines", async () => {
  const long = Array.from({ length: 12 }, (_, i) => `${TEXTS[i % 2 === 0 ? 0 : 2]}${i % 3 === 0 ? "\n\n  " : " "}`)
    .join("");
  const [message] = await receive({ snrDb: 30, rate: 12 }, [long]);
  assert.ok(message!.sentTokens.length > 96);
  assert.equal(message!.reconstruction, long);
});

Deno.test("a message without room is refused, and those beside it are sent", async () => {
  const link = new Link(codecs.get("utf8")!, {
    budget: 40,
    modulation: "qpsk",
    channelCode: "repetition",
    header: "free",
  });
  const outcomes = await link.send(["Yes.", "This one is too long.", "No."].map((text, index) => ({ index, text })));
  assert.deepEqual(outcomes.map(({ status }) => status), ["received", "refused", "received"]);
  const refusal = outcomes[1]!;
  assert.ok(refusal.status === "refused" && refusal.error instanceof UsageError);
  assert.match(refusal.error.message, /the least budget is 97 uses$/);
});

Deno.test("any number of links share a codec, which outlives them", async () => {
  const codec = codecs.get("bart-mini")!;
  {
    const [one, other] = [new Link(codec, { snrDb: 30 }), new Link(codec, { snrDb: 30, bits: 12 })];
    for (const link of [one, other]) await link.send([{ index: 1, text: TEXTS[0]! }]);
  }
  const [outcome] = await new Link(codec, { snrDb: 30 }).send([{ index: 1, text: TEXTS[4]! }]);
  assert.ok(outcome!.status === "received" && outcome!.reconstruction === TEXTS[4]);
});

Deno.test("a codec that there is not is refused, suggesting the nearest", async () => {
  await assert.rejects(
    openCodec("bert-mini"),
    (error) => error instanceof UsageError && /did you mean bart-mini\? .*utf8, .*; or give/.test(error.message),
  );
  await assert.rejects(openCodec("./nowhere"), RefusedError);
});
