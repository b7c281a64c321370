import assert from "node:assert/strict";
import { BerCurve } from "../../../ber/ber.ts";
import { codeFamily } from "../../../channel/coding/registry.ts";
import { decodeRounds, encodeRound } from "../../../channel/coding/rounds.ts";
import { modulationNamed } from "../../../channel/modulation/registry.ts";
import { Random } from "../../../channel/random.ts";
import { ORDINARY_RECEIVER } from "../../../channel/receiver/receiver.ts";
import { channelFrom } from "../../../channel/registry.ts";
import { openCodec } from "../../../codec/open.ts";
import { Link } from "../../../link/link.ts";
import { cleanLlrs, decide, randomBits } from "./link.ts";

Deno.test("redundancy versions of LDPC begin where table 5.4.2.1-2 of TS 38.212 says, and skip fillers", () => {
  // k = 500 at rate 5/9: base graph 2, of which 8 columns of Z = 64 are enough.
  const [k, n, z] = [500, 900, 64];
  const code = codeFamily("ldpc").create(k, n);
  const buffer = codeFamily("ldpc").create(k, 50 * z - (10 * z - k)); // the whole buffer, in order
  const information = randomBits(k, new Random(1));
  const all = new Uint8Array(buffer.n);
  buffer.encode(information, all);
  // Places in the buffer of 50 Z with its fillers, of which those from 500 - 2 Z to 10 Z - 2 Z are not sent.
  const fillers = [k - 2 * z, 8 * z] as const;
  const withoutFillers = (place: number) => place < fillers[0] ? place : place - (fillers[1] - fillers[0]);
  [0, 25, 43, 13].forEach((beginning, round) => {
    const coded = new Uint8Array(n);
    encodeRound(code, information, coded, round);
    const first = withoutFillers(beginning * z);
    assert.deepEqual([...coded], Array.from(coded, (_, i) => all[(first + i) % all.length]), `round ${round}`);
  });
});

Deno.test("rounds of one word are decoded together, interleaved and with a CRC as well", () => {
  for (
    const [spec, bitsPerSymbol] of [["ldpc", 1], ["ldpc", 4], ["ldpc:crc=16", 2], ["polar", 1], [
      "convolutional:crc=16",
      1,
    ]] as const
  ) {
    const code = codeFamily(spec).create(100, 160, bitsPerSymbol);
    const random = new Random(2);
    let alone = 0;
    for (let block = 0; block < 30; block++) {
      const information = randomBits(100, random);
      const heard = [0, 1, 2].map((round) => {
        const coded = new Uint8Array(160);
        encodeRound(code, information, coded, round);
        return Float32Array.from(cleanLlrs(coded, 1), (llr) => 2 * (llr + 0.85 * random.normal()) / 0.72);
      });
      const soft = new Float32Array(100);
      alone += Number(decodeRounds(code, heard.slice(0, 1), soft));
      assert.ok(decodeRounds(code, heard, soft), spec);
      assert.deepEqual(decide(soft), information, spec);
    }
    assert.ok(alone < 15, `${spec}: ${alone} of 30 by one round`);
  }
});

Deno.test("incremental redundancy has more throughput than the same bits again, and both below capacity", async () => {
  const channel = channelFrom("awgn");
  const medium = {
    type: "waveform",
    channel,
    receiver: ORDINARY_RECEIVER,
    impairments: {},
    modulation: modulationNamed("qpsk"),
    interleaver: "standard",
  } as const;
  const measure = (code: string, dB: number) =>
    new BerCurve({ family: codeFamily(code), k: 500, n: 600, medium, seed: 1, rounds: 4, errors: Infinity, limit: 60 })
      .measure(dB);
  const [ldpc, polar] = [await measure("ldpc", 0), await measure("polar", 0)];
  // QPSK carries 0.972 bits a use at 0 dB; two rounds of 300 uses are 0.833, three 0.556.
  assert.ok(
    ldpc.throughput! > 1.3 * polar.throughput! && ldpc.throughput! < 0.972,
    `${ldpc.throughput}, ${polar.throughput}`,
  );
  assert.ok(ldpc.mean_rounds! < 3 && polar.mean_rounds! > 3);
  const clean = await measure("ldpc", 20);
  assert.deepEqual([clean.mean_rounds, clean.throughput], [1, 500 / 300]);
});

Deno.test("a source code's messages go in rounds until their check passes: bits count once, uses each time", async () => {
  await using codec = await openCodec("utf8");
  const settings = { snrDb: 1, channelCode: "ldpc", codeRate: 0.8, modulation: "qpsk", header: "free" };
  const send = async (harq: number) => {
    const [outcome] = await new Link(codec, { ...settings, harq }).send([{
      index: 1,
      text: "We should vote on this today.",
    }]);
    assert.ok(outcome?.status === "received");
    return outcome;
  };
  const [once, often] = [await send(1), await send(8)];
  assert.deepEqual([once.delivered, once.rounds, often.delivered, often.reconstruction], [false, 1, true, often.text]);
  assert.ok(often.rounds > 1 && often.rounds < 5, `${often.rounds}`);
  assert.equal(often.channelUses, often.rounds * once.channelUses);
  assert.deepEqual([often.bits, often.blocks, often.bitErrors, often.detectedErrors], [once.bits, once.blocks, 0, 0]);
});
