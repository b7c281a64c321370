import assert from "node:assert/strict";
import { RefusedError, UsageError } from "../../errors.ts";
import { DEFAULTS, Link, type LinkSettings, type Reception } from "../../link/link.ts";

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

Deno.test("without noise to speak of, plain sentences arrive as they were sent", async () => {
  const received = await receive({ snrDb: 30 }, TEXTS);
  assert.deepEqual(received.map(({ reconstruction }) => reconstruction), TEXTS);
});

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
  ];
  for (const [settings, says] of bad) {
    await assert.rejects(
      Link.open({ ...DEFAULTS, ...settings }),
      (error) => error instanceof UsageError && says.test(error.message) && !error.message.includes("\n"),
    );
  }
  await assert.rejects(Link.open({ ...DEFAULTS, codec: "./nowhere" }), RefusedError);
});
