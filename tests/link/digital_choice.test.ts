import assert from "node:assert/strict";
import { Digital } from "../../link/digital.ts";
import { modulationNamed, modulations } from "../../channel/modulation/registry.ts";
import type { Modulation } from "../../channel/modulation/modulation.ts";
import { Random } from "../../channel/random.ts";
import { chooseCoded, chooseForMessages, chooseUncoded } from "../../link/digital_choice.ts";
import table from "../../link/digital_choice.json" with { type: "json" };
import messageTable from "../../link/message_choice.json" with { type: "json" };
import type { LinkSettings } from "../../link/fields.ts";
import { resolve } from "../../link/resolve.ts";
import { description, FIXED } from "./description.ts";

const density = ({ codeRate, modulation }: ReturnType<typeof chooseCoded>) =>
  codeRate * modulationNamed(modulation).bitsPerSymbol;

Deno.test("the choice at an SNR is that of the nearest measured one below", () => {
  for (const { snr_db, channel_code, code_rate, modulation } of table.rows) {
    const row = { channelCode: channel_code, codeRate: code_rate, modulation };
    assert.deepEqual(chooseCoded(snr_db), row);
    assert.deepEqual(chooseCoded(snr_db + 0.9), row);
  }
  assert.deepEqual(chooseCoded(-30), chooseCoded(table.rows[0]!.snr_db));
});

Deno.test("more SNR never chooses fewer bits a use", () => {
  const densities = table.rows.map(({ snr_db }) => density(chooseCoded(snr_db)));
  assert.ok(table.rows.length >= 6);
  assert.deepEqual(densities, densities.toSorted((a, b) => a - b));
});

Deno.test("every choice has a block for a message of any length", () => {
  for (const { snr_db } of table.rows) {
    const link = resolve({ link: "digital", snrDb: snr_db }, description());
    assert.ok(link.type === "digital");
    const air = new Digital(link);
    for (const tokens of [1, 2, 3, 5, 28, 96, 200, 1000]) {
      const { codes } = air.plan({ type: "elastic", tokens, maxBits: 24 * tokens });
      const coded = codes.reduce((sum, { n }) => sum + n, 0);
      assert.equal(coded / link.modulation.bitsPerSymbol, 6 * tokens);
    }
  }
});

Deno.test("what is chosen for messages of which all bits must arrive gets them through, and more SNR takes no more uses", () => {
  let before = 0;
  for (const { snr_db } of messageTable.rows) {
    const link = resolve({ snrDb: snr_db }, FIXED);
    assert.ok(link.type === "digital");
    assert.deepEqual(link.codeRate, chooseForMessages(snr_db + 0.9).codeRate);
    assert.ok(density(chooseForMessages(snr_db)) >= before, `${snr_db} dB`);
    before = density(chooseForMessages(snr_db));
    const air = new Digital(link);
    let failures = 0;
    for (let i = 0; i < 60; i++) {
      const grant = air.plan({ type: "fixed", bits: 150, tokens: 20 });
      const random = new Random(2, i);
      const bits = new Uint8Array(grant.coordinates).map(() => random.uint32() >>> 31);
      failures += Number(air.transmit({ type: "bits", bits }, grant, random).bitErrors > 0);
    }
    assert.ok(failures <= 4, `${failures} of 60 fail at ${snr_db} dB`);
    for (const bits of [1, 30, 400, 1001, 5000]) air.plan({ type: "fixed", bits, tokens: 1 });
  }
});

Deno.test("where the uses are given the code rate follows, and the code and modulation are those of the table", () => {
  const link = resolve({ snrDb: 9, rate: 8 }, FIXED);
  assert.ok(link.type === "digital" && link.codeRate === "follows");
  const { channelCode, modulation } = chooseForMessages(9);
  assert.deepEqual([link.code.name, link.modulation.name], [channelCode, modulation]);
  const modulationOf = (settings: LinkSettings) => {
    const link = resolve({ snrDb: 9, channelCode: "ldpc", ...settings }, FIXED);
    assert.ok(link.type === "digital" && link.code.name === "ldpc");
    return link.modulation.name;
  };
  assert.deepEqual([modulationOf({ rate: 8 }), modulationOf({ codeRate: 1 / 2 })], [modulation, "qpsk"]);
});

Deno.test("where a rate leaves few uses the modulation is dense enough to hold a message, lost as it may be", () => {
  const known = description({ links: ["digital"], load: "fixed", bitsPerToken: 8 });
  const modulationAt = (snrDb: number, rate: number) => {
    const link = resolve({ snrDb, rate }, known);
    assert.ok(link.type === "digital");
    return link.modulation.name;
  };
  assert.deepEqual([8, 4, 2.5, 1.5, 1].map((rate) => modulationAt(0, rate)), [
    "qpsk",
    "16qam",
    "16qam",
    "64qam",
    "256qam",
  ]);
  assert.deepEqual([8, 2.5, 1.2].map((rate) => modulationAt(13, rate)), ["16qam", "16qam", "256qam"]);
});

/** The mutual information between bits and their LLRs over AWGN, in bits a use. */
function information(modulation: Modulation, snrDb: number): number {
  const { bitsPerSymbol } = modulation;
  const [uses, snr, random] = [20_000, 10 ** (snrDb / 10), new Random(1, bitsPerSymbol)];
  const bits = Uint8Array.from({ length: uses * bitsPerSymbol }, () => random.uint32() & 1);
  const x = new Float32Array(2 * uses);
  modulation.modulate(bits, x);
  const llr = new Float32Array(bits.length);
  const y = x.map((value) => value + random.normal() / Math.sqrt(2 * snr));
  modulation.demap(y, new Float32Array(uses).fill(snr), llr);
  return llr.reduce((sum, value, i) => sum + 1 - Math.log2(1 + Math.exp(bits[i] ? value : -value)), 0) / uses;
}

Deno.test("without a channel code the modulation is that whose LLRs carry the most", () => {
  for (const snrDb of [-3, 1, 5, 8, 12, 15, 19, 22]) {
    const carried = modulations().map((modulation) => ({ modulation, bits: information(modulation, snrDb) }));
    const [best] = carried.sort((a, b) => b.bits - a.bits);
    assert.deepEqual(chooseUncoded(snrDb), { channelCode: "none", codeRate: 1, modulation: best!.modulation.name });
  }
});
