import assert from "node:assert/strict";
import { modulationNamed } from "../../channel/modulation/registry.ts";
import { Random } from "../../channel/random.ts";
import { ORDINARY_RECEIVER } from "../../channel/receiver/receiver.ts";
import { channelFrom } from "../../channel/registry.ts";
import { UsageError } from "../../errors.ts";
import { Digital } from "../../link/digital.ts";
import type { LinkSettings } from "../../link/fields.ts";
import { modulate } from "../../link/modulated.ts";
import { resolve } from "../../link/resolve.ts";
import { description, FIXED } from "./description.ts";

const TOKENS = 100;
const MESSAGE = { type: "elastic", tokens: TOKENS, maxBits: 24 * TOKENS } as const;
const random = new Random(1);
const randomBits = (length: number) => Uint8Array.from({ length }, () => random.uint32() >>> 31);

/** A polar-coded link at rate 1/2 with 12 bits a token, whose message has two blocks. */
function open(settings: LinkSettings): Digital {
  const link = resolve({ channelCode: "polar", bits: 12, header: "free", ...settings }, description());
  assert.ok(link.type !== "analog");
  return new Digital(link);
}

/** Sends random bits, as many as are granted, and returns them with what was heard. */
function send(digital: Digital, seed: number) {
  const grant = digital.plan(MESSAGE);
  const bits = randomBits(grant.coordinates);
  const { observation, ...heard } = digital.transmit({ type: "bits", bits }, grant, new Random(seed));
  assert.ok(observation.type === "bits");
  return { ...heard, bits, decided: Uint8Array.from(observation.llr, (llr) => Number(llr < 0)) };
}

Deno.test("a channel for bits takes coded bits as they are: a use each", () => {
  for (const [spec, blockErrors] of [["bsc:p=0", 0], ["bsc:p=0.02", 0], ["bec:p=0.2", 0], ["bsc:p=0.3", 2]] as const) {
    const { bits, decided, uses, blocks, ...heard } = send(open({ channel: spec }), 2);
    assert.equal(bits.length, 12 * TOKENS);
    assert.equal(uses, 2 * 12 * TOKENS);
    assert.equal(blocks, 2);
    assert.equal(heard.blockErrors, blockErrors, spec);
    assert.equal(heard.bitErrors, bits.filter((bit, i) => bit !== decided[i]).length);
    assert.equal(heard.bitErrors === 0, blockErrors === 0, spec);
  }
});

Deno.test("a block error is what the simulation knows, a detected error what the receiver knows", () => {
  // A convolutional code has no check: its errors are wrong blocks that nobody notices.
  const coded = { channel: "bsc:p=0.2", channelCode: "convolutional" };
  const { blocks, blockErrors, detectedErrors, bitErrors } = send(open(coded), 2);
  assert.deepEqual([blocks, blockErrors, detectedErrors], [2, 2, 0]);
  assert.ok(bitErrors > 100);
  // A block of which nothing arrived fails its check, and its zeros may all be right.
  const lost = resolve({ channel: "bec:p=1", channelCode: "polar" }, FIXED);
  assert.ok(lost.type === "bits");
  const digital = new Digital(lost);
  const grant = digital.plan({ type: "fixed", bits: 64, tokens: 8 });
  const zeros = digital.transmit({ type: "bits", bits: new Uint8Array(grant.coordinates) }, grant, new Random(1));
  assert.deepEqual([zeros.blockErrors, zeros.detectedErrors], [0, 1]);
});

Deno.test("a modulation makes a channel for bits of any channel for uses", () => {
  for (const channel of ["awgn", "rician:k=20", "tdl-d", "rayleigh:fading=fast", "erasure:p=0.1"]) {
    const { bits, decided, uses, blockErrors } = send(open({ channel, modulation: "16qam", snrDb: 20 }), 3);
    assert.equal(uses, 2 * 12 * TOKENS / 4);
    assert.equal(blockErrors, 0, channel);
    assert.deepEqual(decided, bits, channel);
  }
});

Deno.test("a bit on a lost use has LLR 0", () => {
  const waveform = { channel: channelFrom("erasure:p=1"), receiver: ORDINARY_RECEIVER };
  const lost = modulate(modulationNamed("qpsk"), waveform, 10).transmit(new Uint8Array(20), new Random(4));
  assert.ok(lost.every((llr) => llr === 0));
});

Deno.test("pilots are uses of the message beside those that carry bits", () => {
  const pilots = { channel: "rician:k=20", csi: "pilots", pilots: 5, modulation: "16qam", snrDb: 20 };
  const { bits, decided, uses, blockErrors } = send(open(pilots), 5);
  assert.equal(uses, 2 * 12 * TOKENS / 4 + 5);
  assert.equal(blockErrors, 0);
  assert.deepEqual(decided, bits);
  const link = resolve({ ...pilots, header: "free", channelCode: "polar", codeRate: 0.1, budget: 7 }, description());
  assert.ok(link.type === "digital");
  assert.throws(
    () => new Digital(link).plan({ type: "elastic", tokens: 3, maxBits: 72 }),
    (error) =>
      error instanceof UsageError &&
      /^2 uses beside the pilots hold no .*: the least budget is 8 uses$/.test(error.message),
  );
});

Deno.test("bits of which all must arrive have a CRC: the code's own, or one of 16 bits, which knows that a message is lost", () => {
  for (
    const [channelCode, p, isIntact] of [
      ["none", 0, true],
      ["none", 0.05, false],
      ["ldpc", 0.01, true],
      ["ldpc", 0.3, false],
      ["polar", 0.02, true],
      ["polar", 0.3, false],
      ["none", 1, false],
    ] as const
  ) {
    const link = resolve({ channel: p === 1 ? "bec:p=1" : `bsc:p=${p}`, channelCode }, FIXED);
    assert.ok(link.type !== "analog");
    const digital = new Digital(link);
    const grant = digital.plan({ type: "fixed", bits: 180, tokens: 20 });
    assert.equal(grant.checkBits, channelCode === "polar" ? 0 : 16);
    for (let seed = 1; seed <= 20; seed++) {
      const bits = randomBits(grant.coordinates);
      const heard = digital.transmit({ type: "bits", bits: p === 1 ? bits.fill(0) : bits }, grant, new Random(seed));
      assert.ok(heard.observation.type === "bits");
      assert.equal(heard.observation.llr.length, grant.coordinates);
      assert.equal(heard.observation.isIntact, isIntact, `${channelCode} at ${p}`);
      assert.equal(heard.detectedErrors > 0, !isIntact);
    }
  }
});

Deno.test("a message's uses tell how many bits it has: zeros fill what the code rate leaves, and short ones take a whole block", () => {
  for (const channelCode of ["polar", "ldpc", "convolutional", "repetition", "none"]) {
    for (const modulation of ["qpsk", "256qam"]) {
      const link = resolve({ channelCode, modulation, ...channelCode !== "none" && { codeRate: 0.9 } }, FIXED);
      assert.ok(link.type === "digital");
      const digital = new Digital(link);
      const bitsOf = new Map<number, number>();
      for (let bits = 1; bits <= 1300; bits++) {
        const { coordinates, checkBits, codes, codedBits } = digital.plan({ type: "fixed", bits, tokens: 1 });
        assert.ok(coordinates >= bits && coordinates - bits < 60, `${coordinates} for ${bits}`);
        assert.equal(codes.reduce((sum, { k }) => sum + k, 0), coordinates + checkBits);
        assert.equal(bitsOf.get(codedBits) ?? coordinates, coordinates, `${channelCode}, ${modulation}, ${bits} bits`);
        bitsOf.set(codedBits, coordinates);
      }
    }
  }
});

Deno.test("a link whose signal is clipped says by how much its peaks were above its mean", () => {
  const paprOf = (settings: LinkSettings) => send(open({ modulation: "16qam", snrDb: 20, ...settings }), 5).paprDb;
  assert.ok(Math.abs(paprOf({ clipDb: 1 })! - 10 * Math.log10(9 / 5)) < 0.1);
  assert.ok(paprOf({ clipDb: 4, channel: "tdl-a" })! > 6); // a sum of many subcarriers
  assert.equal(paprOf({}), undefined);
});

Deno.test("an empty message takes neither uses nor pilots", () => {
  const digital = open({ csi: "pilots" });
  const grant = digital.plan({ type: "elastic", tokens: 0, maxBits: 0 });
  assert.equal(grant.coordinates, 0);
  assert.equal(digital.transmit({ type: "bits", bits: new Uint8Array() }, grant, new Random(1)).uses, 0);
});

Deno.test("a message of fixed bits takes the uses that its code rate gives, or the code rate that its uses give", () => {
  const planOf = (settings: LinkSettings, bits: number) => {
    const link = resolve({ channelCode: "polar", modulation: "qpsk", header: "free", ...settings }, FIXED);
    assert.ok(link.type === "digital");
    const { coordinates, codes } = new Digital(link).plan({ type: "fixed", bits, tokens: bits / 8 });
    return { coordinates, coded: codes.map(({ n }) => n) };
  };
  assert.deepEqual(planOf({ codeRate: 0.4 }, 64), { coordinates: 64, coded: [160] });
  assert.deepEqual(planOf({ budget: 75 }, 64), { coordinates: 64, coded: [150] });
  assert.deepEqual(planOf({ rate: 10, modulation: "bpsk" }, 64), { coordinates: 64, coded: [80] });
  const eight = new Array(8).fill(900); // with repetition, three blocks of 800 information bits all fail where one in thirty of these does
  assert.deepEqual(planOf({ rate: 12 }, 2400), { coordinates: 2400, coded: eight });
  assert.deepEqual(planOf({ rate: 12, channelCode: "convolutional" }, 2384), {
    coordinates: 2384,
    coded: [2384, 2384, 2384],
  });
  assert.throws(() => planOf({ budget: 30 }, 64), /^UsageError: 30 uses hold 60 bits .*: the least budget is 38 uses$/);
});

Deno.test("where the code has no block as short as the settings ask for, the shortest is sent, and its uses are counted", () => {
  const planOf = (settings: LinkSettings, tokens: number, maxBits = 24 * tokens) => {
    const link = resolve({ header: "free", ...settings }, description());
    assert.ok(link.type !== "analog");
    const { coordinates, codes, extraUses } = new Digital(link).plan({ type: "elastic", tokens, maxBits });
    return [coordinates, codes.map(({ n }) => n), extraUses];
  };
  assert.deepEqual(planOf({ channelCode: "polar", rate: 6 }, 1), [6, [18], 3]); // 6 bits and a CRC of 11
  assert.deepEqual(planOf({ channelCode: "polar", rate: 6 }, 2), [12, [24], 0]);
  assert.deepEqual(planOf({ channelCode: "convolutional", bits: 1, modulation: "16qam" }, 1), [1, [8], 1]); // a tail of 6
  assert.deepEqual(planOf({ channelCode: "repetition", rate: 1, modulation: "bpsk" }, 1), [1, [1], 0]);
  assert.deepEqual(planOf({ channelCode: "polar", bits: 12, codeRate: 1 }, 100), [1200, [612, 612], 12]);
  assert.throws(
    () => planOf({ channelCode: "polar", budget: 5 }, 1),
    /^UsageError: 5 uses hold 10 bits .*, and the message has 5: the least budget is 8 uses$/,
  );
});
