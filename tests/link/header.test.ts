import assert from "node:assert/strict";
import { modulationNamed } from "../../channel/modulation/registry.ts";
import { Random } from "../../channel/random.ts";
import { ORDINARY_RECEIVER } from "../../channel/receiver/receiver.ts";
import { bitChannelFrom, channelFrom } from "../../channel/registry.ts";
import { openCodec } from "../../codec/open.ts";
import { HeaderCode, isSame } from "../../link/header.ts";
import { Link, type Reception } from "../../link/link.ts";
import type { LinkSettings } from "../../link/fields.ts";
import { modulate } from "../../link/modulated.ts";

function over(modulation: string, snrDb: number) {
  const waveform = { channel: channelFrom("awgn"), receiver: ORDINARY_RECEIVER };
  return modulate(modulationNamed(modulation), waveform, 10 ** (snrDb / 10));
}

Deno.test("a header says what it was told: any numbers, in as many blocks as they take", () => {
  const code = new HeaderCode(over("qpsk", 20));
  for (const numbers of [[0], [1], [63], [64], [191], [96, 80, 96, 3], [4000, 150], [2 ** 30], [7, 2 ** 20, 0, 12]]) {
    const coded = code.encode(numbers);
    assert.equal(coded.length, 2 * code.usesOf(numbers));
    assert.deepEqual(code.decode(Float32Array.from(coded, (bit) => bit ? -6 : 6)), numbers);
  }
  assert.ok(isSame([], code.decode(Float32Array.from(code.encode([]), (bit) => bit ? -6 : 6))));
  assert.equal(code.decode(new Float32Array(code.encode([5]).length)), undefined);
});

Deno.test("a header's uses follow the SNR, and one in a thousand fails at most", () => {
  const channels = [
    ...([["qpsk", -3], ["qpsk", 1], ["qpsk", 5], ["16qam", 9], ["64qam", 14]] as const).map(([name, dB]) =>
      over(name, dB)
    ),
    bitChannelFrom("bsc:p=0.1")!,
  ];
  let before = Infinity;
  for (const channel of channels) {
    const code = new HeaderCode(channel);
    let failures = 0;
    for (let i = 0; i < 2000; i++) {
      const numbers = [i % 190];
      failures += Number(!isSame(numbers, code.decode(channel.transmit(code.encode(numbers), new Random(1, i)))));
    }
    assert.ok(failures <= 8, `${channel.name}: ${failures} of 2000`);
    if (channel.name.startsWith("bsc")) continue;
    const uses = code.usesOf([30]);
    // By the capacity of this SNR alone 13 bits would take less, and five times as many would be a waste.
    assert.ok(uses < before && uses > 6, `${channel.name}: ${uses}`);
    before = uses;
  }
});

const TEXTS = ["The ferry leaves at six in the morning.", "", "Could you tell me how much the ticket costs?"];

async function send(codecName: string, settings: LinkSettings, scheme?: "spinal"): Promise<Reception[]> {
  await using codec = await openCodec(codecName, { threads: 1, ...scheme && { scheme } });
  const outcomes = await new Link(codec, settings).send(TEXTS.map((text, i) => ({ index: i + 1, text })));
  return outcomes.map((outcome) => {
    assert.ok(outcome.status === "received", JSON.stringify(outcome));
    return outcome;
  });
}

Deno.test("a charged header comes on top of a rate and out of a budget, on any link; a free one takes nothing", async () => {
  const cases: [string, LinkSettings, "spinal"?][] = [
    ["bart-mini", { snrDb: 20 }],
    ["bart-mini", { snrDb: 20, modulation: "16qam" }],
    ["bart-mini", { channel: "bsc:p=0.01" }],
    ["utf8", { snrDb: 20, modulation: "16qam" }],
    ["utf8", { snrDb: 20, modulation: "16qam", rate: 12 }],
    ["gpt2-mini", { snrDb: 20, beam: 4 }, "spinal"],
  ];
  for (const [codec, settings, scheme] of cases) {
    const free = await send(codec, { ...settings, header: "free" }, scheme);
    const charged = await send(codec, { ...settings, header: "charged" }, scheme);
    free.forEach((one, i) => {
      const other = charged[i]!;
      assert.equal(one.headerUses, 0);
      assert.equal(other.channelUses, one.channelUses + other.headerUses, codec);
      assert.ok(one.channelUses === 0 ? other.headerUses === 0 : other.headerUses >= 6, `${other.headerUses}`);
      if (one.reconstruction === one.text) assert.equal(other.reconstruction, one.text, codec);
      assert.equal(other.headerFailed, false);
    });
    if (settings.rate !== undefined) continue;
    const budget = await send(codec, { ...settings, budget: 700, header: "charged" }, scheme);
    for (const { text, channelUses, reconstruction } of budget) {
      assert.ok(channelUses === 700 || text === "" && channelUses === 0);
      assert.equal(reconstruction, text);
    }
  }
});

Deno.test("a message whose header fails is lost, and its receiver knows it where it ever does", async () => {
  const settings = { snrDb: 30, modulation: "qpsk", channel: "erasure:p=1", header: "charged" };
  for (const [codec, delivered] of [["bart-mini", null], ["utf8", false]] as const) {
    const [lost, empty] = await send(codec, settings);
    assert.deepEqual([lost!.headerFailed, lost!.reconstruction, lost!.delivered], [true, "", delivered]);
    assert.deepEqual([empty!.headerFailed, empty!.channelUses], [false, 0]);
  }
});

Deno.test("a budget that its header takes up is refused, saying what it takes", async () => {
  await using codec = await openCodec("utf8");
  const link = new Link(codec, { budget: 10, snrDb: 3, channelCode: "polar", modulation: "qpsk" });
  const [outcome] = await link.send([{ index: 1, text: "No." }]);
  assert.ok(outcome?.status === "refused");
  assert.match(
    outcome.error.message,
    /^The budget is 10 uses, and its header takes \d+: the least budget is \d+ and what/,
  );
});
