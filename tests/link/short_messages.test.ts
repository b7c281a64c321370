import assert from "node:assert/strict";
import { codeFamilies } from "../../channel/coding/registry.ts";
import { modulations } from "../../channel/modulation/registry.ts";
import { openCodec } from "../../codec/open.ts";
import type { LinkSettings } from "../../link/fields.ts";
import { Link } from "../../link/link.ts";

const NOISELESS = { snrDb: 60 } as const;

/** Loads of a codec that any code has a block for: for a source code only those that leave the code rate to follow. */
const LOADS: Readonly<Record<string, readonly LinkSettings[]>> = {
  utf8: [{}],
  "gpt2-mini": [{}, { rate: 1 }, { bits: 1 }, { bits: 24 }],
  "bart-mini": [{}, { rate: 1 }, { bits: 1 }, { bits: 24 }],
};

for (const [name, loads] of Object.entries(LOADS)) {
  Deno.test(`${name}: a message of one byte is sent through every channel code by every modulation`, async () => {
    await using codec = await openCodec(name);
    for (const { name: channelCode } of codeFamilies()) {
      for (const { name: modulation, bitsPerSymbol } of modulations()) {
        for (const load of loads) {
          const settings = { ...NOISELESS, channelCode, modulation, ...load };
          const [outcome] = await new Link(codec, settings).send([{ index: 1, text: "Y" }]);
          assert.ok(outcome?.status === "received", JSON.stringify({ ...settings, outcome }));
          assert.ok(outcome.bits >= 1 && outcome.bitErrors === 0, JSON.stringify(settings));
          assert.equal(outcome.channelUses - outcome.headerUses, outcome.codedBits / bitsPerSymbol);
          // Where the bits suffice the text is there.
          if (outcome.bits >= 24 || name === "utf8") {
            assert.equal(outcome.reconstruction, "Y", JSON.stringify(settings));
          }
        }
      }
    }
  });
}

Deno.test("utf8: at a rate, a message of one byte takes the shortest block of the code", async () => {
  await using codec = await openCodec("utf8");
  // Its byte, a header of 9 bits, and a CRC of 16, where the polar code has its own.
  const uses = async (channelCode: string, rate = 16) => {
    const settings = { header: "free", ...NOISELESS, channelCode, modulation: "bpsk", rate };
    const [outcome] = await new Link(codec, settings).send([{ index: 1, text: "Y" }]);
    assert.ok(outcome?.status === "received" && outcome.reconstruction === "Y");
    return [outcome.channelUses, outcome.extraUses];
  };
  assert.deepEqual(await uses("repetition"), [34, 0]);
  assert.deepEqual(await uses("convolutional"), [39, 5]);
  assert.deepEqual(await uses("polar", 12), [28, 3]);
  assert.deepEqual(await uses("ldpc"), [39, 5]);
});
