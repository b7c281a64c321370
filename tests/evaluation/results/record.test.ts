import assert from "node:assert/strict";
import { recordMessage } from "../../../evaluation/results/record.ts";
import { openCodec } from "../../../codec/open.ts";
import type { LinkSettings } from "../../../link/fields.ts";
import { Link } from "../../../link/link.ts";

const codec = await openCodec("bart-mini", { threads: 1 });
const utf8 = await openCodec("utf8");

async function recordOf(settings: LinkSettings, text = "We agree.", over = codec): Promise<Record<string, unknown>> {
  const link = new Link(over, settings);
  const [outcome] = await link.send([{ index: 1, text }]);
  assert.ok(outcome!.status === "received");
  return recordMessage(link, outcome!, { exact: 1 });
}

Deno.test("a record says every setting that has an effect, and no other", async () => {
  const usual = await recordOf({});
  const said = { codec: "bart-mini", scheme: "learned", link: "analog", channel: "awgn", snr_db: 10, csi: "perfect" };
  for (const [key, value] of Object.entries(said)) assert.equal(usual[key], value);
  for (const key of ["tx_snr_db", "pilots", "modulation", "budget", "bits"]) assert.ok(!(key in usual), key);
  const given = await recordOf({ csi: "pilots", estimate: "ls", equaliser: "matched", txSnrDb: 3 });
  const keys = ["tx_snr_db", "csi", "pilots", "pilot_power_db", "estimate", "equaliser"];
  assert.deepEqual(keys.map((key) => given[key]), [3, "pilots", 8, 0, "ls", "matched"]);
  const bits = await recordOf({ channel: "bec", bits: 9 });
  assert.deepEqual([bits.snr_db, "csi" in bits, "eb_n0_db" in bits], [null, false, false]);
});

Deno.test("rate, uses a word and Eb/N0 pay for the pilots and a charged header", async () => {
  const record = await recordOf({
    csi: "pilots",
    pilots: 10,
    pilotPowerDb: 3,
    bits: 10,
    modulation: "qpsk",
    header: "charged",
    snrDb: 20,
  });
  const tokens = record.tokens as number;
  const [bits, data] = [10 * tokens, 10 * tokens]; // rate 1/2, two coded bits a use
  const header = record.header_uses as number;
  assert.ok(header > 0 && record.header_failed === false);
  const uses = data + header + 10;
  assert.equal(record.channel_uses, uses);
  assert.equal(record.rate, uses / tokens);
  assert.equal(record.uses_per_word, uses / 2);
  assert.equal(record.uses_per_character, uses / (record.characters as number));
  assert.ok(Math.abs(record.eb_n0_db as number - (20 + 10 * Math.log10(uses / bits))) < 1e-9);
});

Deno.test("a code rate that follows from bits and uses is the one that was met", async () => {
  const record = await recordOf({ budget: 60, modulation: "qpsk", snrDb: 20, header: "free" }, "We agree.", utf8);
  assert.deepEqual([record.scheme, record.code_rate, record.bits_per_token], ["separate", 97 / 120, 97 / 9]);
});
