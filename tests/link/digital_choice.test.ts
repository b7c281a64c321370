import assert from "node:assert/strict";
import { codeFamily } from "../../channel/coding/registry.ts";
import { modulation } from "../../channel/modulation/modulation.ts";
import { channelFrom } from "../../channel/registry.ts";
import { UsageError } from "../../errors.ts";
import { Digital } from "../../link/digital.ts";
import { digitalChoice } from "../../link/digital_choice.ts";
import table from "../../link/digital_choice.json" with { type: "json" };
import { completed, DEFAULTS } from "../../link/settings.ts";
import { modulated } from "../../link/modulated.ts";

const density = ({ codeRate, modulation: name }: ReturnType<typeof digitalChoice>) =>
  codeRate * modulation(name).bitsPerSymbol;

Deno.test("the choice at an SNR is that of the nearest measured one below", () => {
  for (const { snr_db, channel_code, code_rate, modulation } of table.rows) {
    const row = { channelCode: channel_code, codeRate: code_rate, modulation };
    assert.deepEqual(digitalChoice(snr_db), row);
    assert.deepEqual(digitalChoice(snr_db + 0.9), row);
  }
  assert.deepEqual(digitalChoice(-30), digitalChoice(table.rows[0]!.snr_db));
});

Deno.test("more SNR never chooses fewer bits a use", () => {
  const densities = table.rows.map(({ snr_db }) => density(digitalChoice(snr_db)));
  assert.ok(table.rows.length >= 6);
  assert.deepEqual(densities, densities.toSorted((a, b) => a - b));
});

Deno.test("every choice has a block for a message of any length", () => {
  for (const { snr_db } of table.rows) {
    const { channelCode, codeRate, modulation: name } = digitalChoice(snr_db);
    const carrier = modulated(modulation(name), channelFrom("awgn"), 1);
    const settings = { family: codeFamily(channelCode), codeRate, modulation: modulation(name) };
    const air = new Digital(settings, "awgn", carrier, 24, (tokens) => 6 * tokens);
    for (const tokens of [1, 2, 3, 5, 28, 96, 200, 1000]) assert.equal(air.plan(tokens).uses, 6 * tokens);
  }
});

Deno.test("a digital link of which nothing else is said takes the choice at its SNR, and else what is said", () => {
  const digital = { ...DEFAULTS, link: "digital", snrDb: 6 };
  assert.deepEqual(completed(digital), { ...digital, ...digitalChoice(6) });
  assert.deepEqual(completed({ ...digital, bits: 10 }), { ...digital, bits: 10 });
  assert.deepEqual(completed({ ...digital, channel: "bsc:p=0.1" }).modulation, undefined);
  assert.deepEqual(completed({ ...DEFAULTS, link: "analog" }), { ...DEFAULTS, link: "analog" });
  assert.deepEqual(completed(DEFAULTS), DEFAULTS);
});

Deno.test("a link that is no link, or analog with a code, is refused", () => {
  const refused = (settings: object, reason: RegExp) =>
    assert.throws(
      () => completed({ ...DEFAULTS, ...settings }),
      (error) => error instanceof UsageError && reason.test(error.message),
    );
  refused({ link: "digtal" }, /Unknown link "digtal".*digital/);
  refused({ link: "analog", channelCode: "polar" }, /^The link is analog, and the channel code is polar, as only/);
});
