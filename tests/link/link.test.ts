import assert from "node:assert/strict";
import { bundledCodecs } from "../../codec/folder/read.ts";
import { RefusedError, UsageError } from "../../errors.ts";
import { Link, type Reception } from "../../link/link.ts";
import { DEFAULTS, type LinkSettings } from "../../link/settings.ts";

const TEXTS = [
  "The ferry leaves at six in the morning.",
  "",
  "Could you tell me how much the ticket costs?",
  "We thank the rapporteur for her excellent work and will vote in favour of the report.",
  "No.",
];

async function receive(
  settings: Partial<LinkSettings>,
  texts: readonly string[],
  together = true,
): Promise<Reception[]> {
  await using link = await Link.open({ ...DEFAULTS, threads: 2, ...settings });
  const messages = texts.map((text, i) => ({ index: i + 1, text }));
  if (together) return await link.send(messages) as Reception[];
  const received: Reception[] = [];
  for (const message of messages) received.push(...await link.send([message]) as Reception[]);
  return received;
}

const shown = (receptions: readonly Reception[]) => receptions.map(({ ms: _, confidence: __, ...rest }) => rest);

for (const codec of await bundledCodecs()) {
  Deno.test(`${codec}: without noise to speak of, plain sentences arrive as they were sent`, async () => {
    for (const kind of [{}, { bits: 12 }]) {
      const received = await receive({ codec, snrDb: 30, ...kind }, TEXTS);
      assert.deepEqual(received.map(({ reconstruction }) => reconstruction), TEXTS);
    }
  });
}

Deno.test("an empty message costs nothing", async () => {
  const [message] = await receive({}, [""]);
  assert.deepEqual(shown([message!]), [
    {
      index: 1,
      text: "",
      reconstruction: "",
      sentIds: new Int32Array(),
      receivedIds: new Int32Array(),
      bits: 0,
      blocks: 0,
      blockErrors: 0,
      channelUses: 0,
      passes: 0,
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
  assert.equal(message!.channelUses, Math.round(3.3 * message!.sentIds.length));
  for (const budget of [1, 7, 100, 2001]) {
    const received = await receive({ budget, snrDb: 20 }, TEXTS);
    received.forEach(({ channelUses, text }) => assert.equal(channelUses, text === "" ? 0 : budget));
    if (budget === 2001) assert.equal(received[3]!.reconstruction, TEXTS[3]);
  }
});

Deno.test("pilots come out of a budget and on top of a rate or of bits, and an empty message has none", async () => {
  const pilots = { csi: "pilots", pilots: 5, channel: "rayleigh", snrDb: 20 };
  const cases: [Partial<LinkSettings>, (tokens: number) => number][] = [
    [{ rate: 3.3 }, (tokens) => Math.round(3.3 * tokens) + 5],
    [{ bits: 8 }, (tokens) => 8 * tokens + 5], // rate 1/2, two coded bits a use
    [{ budget: 6 }, () => 6],
    [{ budget: 301, modulation: "bpsk" }, () => 301],
  ];
  for (const [settings, uses] of cases) {
    for (const { channelUses, sentIds } of await receive({ ...pilots, ...settings }, TEXTS)) {
      assert.equal(channelUses, sentIds.length === 0 ? 0 : uses(sentIds.length), JSON.stringify(settings));
    }
  }
});

Deno.test("by pilots messages arrive, without channel knowledge they do not, on analog and digital links", async () => {
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
  assert.ok(message!.sentIds.length > 96);
  assert.equal(message!.reconstruction, long);
});

Deno.test("settings that make no sense are usage errors, said in one line", async () => {
  const bad: [Partial<LinkSettings>, RegExp][] = [
    [{ channel: "agwn" }, /did you mean awgn/],
    [{ channel: "rician:k=99" }, /from -40 to 40/],
    [{ channel: "bsc" }, /carries bits, and the link is analog/],
    [{ channel: "bsc", modulation: "qpsk" }, /leave one out/],
    [{ codec: "bert-mini" }, /did you mean bart-mini/],
    [{ snrDb: NaN }, /SNR is NaN/],
    [{ snrDb: 61 }, /from -30 to 60/],
    [{ rate: 0.5 }, /from 1 to 12/],
    [{ rate: 13 }, /from 1 to 12/],
    [{ budget: 2.5 }, /whole number/],
    [{ seed: -1 }, /seed/],
    [{ csi: "pilot" }, /did you mean pilots/],
    [{ csi: "pilots", budget: 8 }, /The budget is 8 uses, and the pilots take 8, which leaves none for the message/],
    [{ csi: "pilots", channel: "burst" }, /takes no pilots/],
    [
      { csi: "none", channel: "bsc", bits: 8 },
      /The channel knowledge is none, and the channel bsc:p=0.05 carries bits/,
    ],
    [{ equaliser: "mmse", channel: "bec", bits: 8 }, /The equaliser is mmse, and the channel bec:p=0.1 carries bits/],
    [{ txSnrDb: 61 }, /transmitter's SNR is 61 dB, and must be from -30 to 60/],
    [{ txSnrDb: 5, bits: 8 }, /no SNR reaches the codec of a digital link/],
  ];
  for (const [settings, says] of bad) {
    await assert.rejects(
      Link.open({ ...DEFAULTS, ...settings }),
      (error) => error instanceof UsageError && says.test(error.message) && !error.message.includes("\n"),
    );
  }
  await assert.rejects(Link.open({ ...DEFAULTS, codec: "./nowhere" }), RefusedError);
});
