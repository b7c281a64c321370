import assert from "node:assert/strict";
import { UsageError } from "../../errors.ts";
import { chooseCoded } from "../../link/digital_choice.ts";
import type { LinkSettings } from "../../link/fields.ts";
import { resolve } from "../../link/resolve.ts";
import { description, FIXED } from "./description.ts";

const effective = (settings: LinkSettings, codec = description()) => resolve(settings, codec).effective;

/** Refuses each of the settings, in one line. */
function refused(cases: readonly (readonly [LinkSettings, RegExp])[], codec = description()): void {
  for (const [settings, says] of cases) {
    assert.throws(
      () => resolve(settings, codec),
      (error) => error instanceof UsageError && says.test(error.message) && !error.message.includes("\n"),
      JSON.stringify(settings),
    );
  }
}

Deno.test("a setting that is left out has its default, and the effective settings say all that have an effect", () => {
  assert.deepEqual(effective({}), {
    codec: "codec",
    scheme: "learned",
    snrDb: 10,
    channel: "awgn",
    link: "analog",
    rate: 6,
    header: "free",
    csi: "perfect",
    equaliser: "zf",
    seed: 1,
  });
  assert.deepEqual(effective({ modulation: "QPSK", csi: "pilots", bits: 10 }), {
    codec: "codec",
    scheme: "learned",
    snrDb: 10,
    channel: "awgn",
    link: "digital",
    bits: 10,
    channelCode: "ldpc",
    codeRate: 0.5,
    modulation: "qpsk",
    interleaver: "standard",
    header: "charged",
    csi: "pilots",
    pilots: 8,
    pilotPowerDb: 0,
    estimate: "lmmse",
    equaliser: "zf",
    seed: 1,
  });
  assert.deepEqual(effective({ channel: "BSC", budget: 90 }), {
    codec: "codec",
    scheme: "learned",
    channel: "bsc:p=0.05",
    link: "digital",
    budget: 90,
    channelCode: "ldpc",
    codeRate: 0.5,
    header: "charged",
    seed: 1,
  });
  assert.deepEqual(effective({ csi: "none", txSnrDb: 3, seed: 0 }), {
    codec: "codec",
    scheme: "learned",
    snrDb: 10,
    channel: "awgn",
    link: "analog",
    rate: 6,
    header: "free",
    csi: "none",
    txSnrDb: 3,
    seed: 0,
  });
});

Deno.test("resolving the effective settings again changes nothing", () => {
  const cases: LinkSettings[] = [
    {},
    { channel: "rician:k=3", csi: "pilots", equaliser: "mmse" },
    { link: "digital", snrDb: 3 },
    { channelCode: "none", rate: 3 },
    { channel: "bec", bits: 7 },
  ];
  for (const settings of cases) {
    const once = effective(settings);
    assert.deepEqual(effective(once), once);
  }
});

Deno.test("a digital link of which nothing else is said takes the choice at its SNR, and else what is said", () => {
  const { channelCode, codeRate, modulation } = effective({ link: "digital", snrDb: 6 });
  assert.deepEqual({ channelCode, codeRate, modulation }, chooseCoded(6));
  assert.equal(effective({ link: "digital", snrDb: 6, bits: 10 }).channelCode, "ldpc");
  assert.equal(effective({ link: "digital", channel: "bsc:p=0.1" }).channelCode, "ldpc");
});

Deno.test("settings that are unknown or out of range are refused", () => {
  refused([
    [{ snrDb: 200 }, /^The SNR is 200 dB, and must be from -30 to 60$/],
    [{ snrDb: NaN }, /^The SNR is NaN dB/],
    [{ txSnrDb: 61 }, /^The transmitter's SNR is 61 dB, and must be from -30 to 60$/],
    [{ seed: 1.5 }, /^The seed is 1\.5, and must be a whole number from 0 to 2\^53 - 1$/],
    [{ seed: -1 }, /^The seed is -1/],
    [{ rate: 13 }, /^The rate is 13 uses a token, and must be from 1 to 12$/],
    [{ rate: 0.5 }, /^The rate is 0.5 uses a token, and must be from 1 to 12$/],
    [{ bits: 25 }, /^The number of bits is 25 a token, and must be from 1 to 24$/],
    [{ budget: 2.5 }, /^The budget is 2.5 uses, and must be a whole number from 1/],
    [{ pilots: 257, csi: "pilots" }, /^The number of pilots is 257, and must be a whole number from 1 to 256$/],
    [{ pilotPowerDb: NaN, csi: "pilots" }, /^The pilots' power is NaN dB, and must be from -20 to 20$/],
    [{ codeRate: 1.5 }, /^The code rate is 1\.5, and must be above 0 and at most 1$/],
    [{ channel: "raleigh" }, /^Unknown channel "raleigh": did you mean rayleigh\?/],
    [{ channel: "rician:k=99" }, /from -40 to 40/],
    [{ channelCode: "poler" }, /^Unknown channel code "poler": did you mean polar\?/],
    [{ modulation: "qspk" }, /^Unknown modulation "qspk": did you mean qpsk\?/],
    [{ link: "digitel" }, /^Unknown link "digitel": did you mean digital\?/],
    [{ csi: "pilot" }, /^Unknown CSI "pilot": did you mean pilots\?/],
    [{ equaliser: "zero" }, /^Unknown equaliser "zero" \(known: zf, mmse, matched\)$/],
  ]);
});

Deno.test("a setting that has no effect with the others is refused, never ignored", () => {
  refused([
    [{ link: "analog", bits: 9 }, /^The number of bits is 9 a token, and the link is analog: leave one out$/],
    [{ link: "analog", channelCode: "polar" }, /^The channel code is polar, and the link is analog: leave one out$/],
    [{ txSnrDb: 5, bits: 8 }, /^The transmitter's SNR is 5 dB, and the link is digital: leave one out$/],
    [
      { channel: "bsc", link: "analog" },
      /^The channel bsc:p=0.05 carries bits, and the link is analog: make it digital/,
    ],
    [
      { channel: "bsc", modulation: "qpsk" },
      /^The modulation is qpsk, and the channel bsc:p=0.05 carries bits as they are/,
    ],
    [
      { channel: "bsc", snrDb: 3 },
      /^The SNR is 3 dB, and the channel bsc:p=0.05 carries bits as they are: leave one out$/,
    ],
    [{ channel: "bsc", csi: "none" }, /^The CSI is none, and the channel bsc:p=0.05 carries bits/],
    [{ channel: "bec", equaliser: "mmse" }, /^The equaliser is mmse, and the channel bec:p=0.1 carries bits/],
    [
      { pilots: 8 },
      /^The number of pilots is 8, and the CSI is perfect: make it pilots, or leave the number of pilots out$/,
    ],
    [{ csi: "none", pilotPowerDb: 0 }, /^The pilots' power is 0 dB, and the CSI is none: /],
    [{ estimate: "ls" }, /^The estimate is ls, and the CSI is perfect: /],
    [
      { csi: "none", equaliser: "zf" },
      /^The equaliser is zf, and the CSI is none: make it perfect or pilots, or leave/,
    ],
    [
      { rate: 3, budget: 60 },
      /^Both the rate \(3\) and the budget \(60\) are given, and either decides: leave one out$/,
    ],
    [{ rate: 5, bits: 6 }, /^Both the rate \(5\) and the number of bits \(6\) are given/],
    [{ channelCode: "none", codeRate: 0.5 }, /^The code rate is 0.5, and must be 1 without a channel code$/],
    [{ csi: "pilots", budget: 8 }, /^The budget is 8 uses, and the pilots take 8, which leaves none for the message$/],
    [{ csi: "pilots", channel: "burst" }, /takes no pilots/],
  ]);
});

Deno.test("a rate a word is a rate a token of codecs that know how many tokens a word has", () => {
  const known = description({ tokensPerWord: 1.25 });
  for (const rate of ["8/word", " 8.0 /WORD"]) {
    const link = resolve({ rate }, known);
    assert.deepEqual(link.load, { type: "rate", uses: 6.4, said: "8/word" });
    assert.equal(link.effective.rate, "8/word");
    assert.deepEqual(resolve(link.effective, known).load, link.load);
  }
  refused([[
    { rate: "8/word" },
    /^The rate is 8\/word, and the codec codec does not know how many tokens a word has: give/,
  ]]);
  refused([
    [{ rate: "1/word" }, /^The rate is 0\.8 uses a token, and must be from 1 to 12$/],
    [{ rate: "x/word" }, /^The rate is NaN uses a word, and must be from 0 to 1000000$/],
    [{ rate: "8/sentence" }, /^The rate is NaN uses a token/],
  ], known);
});

Deno.test("a codec whose bits follow from its text takes a code rate, or uses from which the code rate follows", () => {
  const digital = resolve({}, FIXED);
  assert.ok(digital.type === "digital" && digital.load.type === "message");
  assert.equal(effective({ channelCode: "polar" }, FIXED).codeRate, 0.5);
  const followed = resolve({ channelCode: "polar", rate: 8 }, FIXED);
  assert.ok(followed.type === "digital" && followed.codeRate === "follows");
  assert.equal(followed.effective.codeRate, undefined);
  const chosen = resolve({ rate: 8 }, FIXED); // nothing is said of the code: what did best at the SNR
  assert.ok(chosen.type === "digital" && chosen.codeRate === "follows");
  refused([
    [{ bits: 9 }, /^The number of bits is 9 a token, and the codec codec decides it: leave it out$/],
    [
      { rate: 4, codeRate: 0.5 },
      /^The codec codec has as many bits as its text, so that a rate \(4\) leaves the code rate to follow: leave the code rate out, or leave out the rate$/,
    ],
    [
      { budget: 99, channelCode: "none" },
      /so that a budget \(99\) leaves the code rate to follow: take a channel code, or/,
    ],
    [{ link: "analog" }, /^The codec codec works over digital links only, and the link is analog: leave one out/],
    [{ txSnrDb: 3 }, /^The transmitter's SNR is 3 dB, and the codec codec sends digital signals only: leave one out$/],
  ], FIXED);
});

Deno.test("an interleaver alone leaves the code, its rate and the modulation to what did best at the SNR", () => {
  const plain = effective({ link: "digital", snrDb: 12 });
  assert.deepEqual(effective({ link: "digital", snrDb: 12, interleaver: "random" }), {
    ...plain,
    interleaver: "random",
  });
  assert.notEqual(plain.modulation, "qpsk");
});

Deno.test("a spinal code's memory is none where the channel carries too little of the information of ordinary text, and said", () => {
  const spinal = { ...description({ bitsPerToken: 6 }), scheme: "spinal" } as const;
  const memoryOf = (settings: LinkSettings) => resolve(settings, spinal).effective.memory;
  assert.deepEqual([-1, 0, 3].map((snrDb) => memoryOf({ rate: 6, snrDb })), [0, "all", "all"]); // 0 dB: a bit a use
  assert.deepEqual([5, 5.2].map((rate) => memoryOf({ rate, snrDb: 0 })), [0, "all"]);
  assert.equal(memoryOf({ rate: 6, snrDb: 3, txSnrDb: -3 }), 0); // what the transmitter believes counts
  assert.equal(memoryOf({ rate: 6, snrDb: -1, harq: 4 }), "all");
  assert.deepEqual([memoryOf({ budget: 20, snrDb: -9 }), memoryOf({ link: "digital", snrDb: -9 })], ["all", "all"]);
  assert.deepEqual([memoryOf({ memory: "ALL", snrDb: -9 }), memoryOf({ memory: 0 }), memoryOf({ memory: "2" })], [
    "all",
    0,
    2,
  ]);
  assert.throws(
    () => memoryOf({ memory: "some" }),
    /^UsageError: Unknown memory "some".* \(known: auto, all, a number\)$/,
  );
  assert.throws(() => memoryOf({ memory: 1.5 }), /The memory is 1.5 tokens, and must be a whole number from 0 /);
});
