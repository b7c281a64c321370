import assert from "node:assert/strict";
import { knowledgeParts, messageRecord } from "../../../evaluation/results/record.ts";
import { FidelityTotals } from "../../../fidelity/fidelity.ts";
import { Link, type Reception } from "../../../link/link.ts";
import { DEFAULTS, type LinkSettings } from "../../../link/settings.ts";

async function recordOf(settings: Partial<LinkSettings>, text = "We agree.") {
  await using link = await Link.open({ ...DEFAULTS, snrDb: 20, threads: 1, ...settings });
  const [reception] = await link.send([{ index: 1, text }]) as [Reception];
  const { text: reference, reconstruction: hypothesis, sentIds: referenceTokens, receivedIds: hypothesisTokens } =
    reception;
  const figures = new FidelityTotals().add({ reference, hypothesis, referenceTokens, hypothesisTokens });
  const record: Record<string, unknown> = messageRecord(link, reception, figures);
  return { record, parts: knowledgeParts(link) };
}

const KNOWLEDGE = ["tx_snr_db", "csi", "pilots", "pilot_power_db", "estimate", "equaliser"];

Deno.test("a record names what the ends know of the channel only where it is not the usual", async () => {
  const usual = await recordOf({});
  assert.deepEqual(KNOWLEDGE.filter((key) => key in usual.record), []);
  assert.deepEqual(usual.parts, []);
  const given = await recordOf({ csi: "pilots", estimate: "ls", equaliser: "matched", txSnrDb: 3 });
  assert.deepEqual(KNOWLEDGE.map((key) => given.record[key]), [3, "pilots", 8, 0, "ls", "matched"]);
  assert.deepEqual(given.parts, ["transmitter at 3 dB", "8 pilots (ls)", "matched equaliser"]);
  assert.equal((await recordOf({ csi: "pilots" }, "")).record.pilots, 0);
});

Deno.test("rate, uses a word and Eb/N0 pay for the pilots", async () => {
  const { record } = await recordOf({ csi: "pilots", pilots: 10, pilotPowerDb: 3, bits: 10, modulation: "qpsk" });
  const tokens = record.tokens as number;
  const [bits, data] = [10 * tokens, 10 * tokens]; // rate 1/2, two coded bits a use
  assert.equal(record.channel_uses, data + 10);
  assert.equal(record.rate, (data + 10) / tokens);
  assert.equal(record.uses_per_word, (data + 10) / 2);
  const energy = data + 10 * 10 ** 0.3;
  assert.ok(Math.abs(record.eb_n0_db as number - (20 + 10 * Math.log10(energy / bits))) < 1e-9);
});
