import assert from "node:assert/strict";
import { modulationNamed } from "../../channel/modulation/registry.ts";
import { Digital } from "../../link/digital.ts";
import { chooseDigital } from "../../link/digital_choice.ts";
import table from "../../link/digital_choice.json" with { type: "json" };
import { resolve } from "../../link/resolve.ts";
import { description } from "./description.ts";

const density = ({ codeRate, modulation }: ReturnType<typeof chooseDigital>) =>
  codeRate * modulationNamed(modulation).bitsPerSymbol;

Deno.test("the choice at an SNR is that of the nearest measured one below", () => {
  for (const { snr_db, channel_code, code_rate, modulation } of table.rows) {
    const row = { channelCode: channel_code, codeRate: code_rate, modulation };
    assert.deepEqual(chooseDigital(snr_db), row);
    assert.deepEqual(chooseDigital(snr_db + 0.9), row);
  }
  assert.deepEqual(chooseDigital(-30), chooseDigital(table.rows[0]!.snr_db));
});

Deno.test("more SNR never chooses fewer bits a use", () => {
  const densities = table.rows.map(({ snr_db }) => density(chooseDigital(snr_db)));
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
