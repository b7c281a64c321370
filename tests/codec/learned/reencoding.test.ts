import assert from "node:assert/strict";
import { Random } from "../../../channel/random.ts";
import { Codebook, type Transmit } from "../../../codec/learned/codebook.ts";
import { Reencoder } from "../../../codec/learned/reencoding.ts";
import type { DecodedRow } from "../../../codec/learned/decode.ts";

const VOCABULARY = 200;
const WIDTH = 8;
const MEDIUM = { type: "uses", snrDb: 20 } as const;

const random = new Random(5, 1);
const WORDS = Array.from({ length: VOCABULARY }, (_, id) => {
  const loudness = 1 + id % 3; // a loud token leaves its neighbours little of the message's power
  return Float32Array.from({ length: WIDTH }, () => loudness * random.normal());
});

/** A transmitter that sends a word a token, the mean power of a use being 1 over a row. */
const transmit: Transmit = (ids) =>
  Promise.resolve(ids.map((row) => {
    const x = Float32Array.from([...row].flatMap((id) => [...WORDS[id]!]));
    const power = x.reduce((sum, value) => sum + value * value, 0) / (x.length / 2);
    return x.map((value) => value / Math.sqrt(power));
  }));

class Receiver {
  searches = 0;
  readonly #reencoder = new Reencoder(transmit, (coordinates) => {
    this.searches++;
    return Codebook.create(Int32Array.from(WORDS.keys()), coordinates, transmit);
  });

  async mend(sent: Int32Array, decoded: Int32Array, { gain = 1, snr = 1000 } = {}): Promise<DecodedRow> {
    const [x] = await transmit([sent], [], MEDIUM);
    const noise = new Random(1, sent[0]!);
    const y = x!.map((value) => gain * value + noise.normal() * Math.sqrt(0.5 / snr));
    const row: DecodedRow = {
      ids: decoded,
      probability: new Float32Array(decoded.length).fill(0.9),
      passes: 1,
      settled: true,
    };
    const heard = { y, snr: new Float32Array(y.length).fill(snr) };
    const [mended] = await this.#reencoder.mend([row], [heard], [sent.map(() => WIDTH)], MEDIUM);
    return mended!;
  }
}

Deno.test("what noise cannot explain gives way to what was sent", async () => {
  const receiver = new Receiver();
  for (let id = 0; id < 60; id++) {
    const [one, pair] = [Int32Array.of(id), Int32Array.of(id, id + 61)];
    assert.deepEqual((await receiver.mend(one, Int32Array.of(id + 1))).ids, one);
    assert.deepEqual((await receiver.mend(pair, Int32Array.of(id + 1, 7))).ids, pair); // both are wrong, and the scale is
    const { probability } = await receiver.mend(pair, Int32Array.of(id, 7));
    assert.deepEqual([...probability].map((p) => p.toFixed(1)), ["0.9", "1.0"]); // the decoder's where it was right
  }
});

Deno.test("a right message stays, mostly without a search", async () => {
  const receiver = new Receiver();
  for (let id = 0; id < 100; id++) {
    const ids = Int32Array.of(id, 3, 199 - id);
    assert.deepEqual((await receiver.mend(ids, ids, { snr: 20 })).ids, ids);
  }
  assert.ok(receiver.searches <= 8, `${receiver.searches} searches`);
});

Deno.test("up to 10 dB the decoder knows better", async () => {
  const receiver = new Receiver();
  const [one, other] = [Int32Array.of(9), Int32Array.of(10)];
  assert.deepEqual((await receiver.mend(one, other, { snr: 10 })).ids, other);
  assert.equal(receiver.searches, 0);
});

Deno.test("a message is left as it was decoded where nothing explains what was heard", async () => {
  const decoded = Int32Array.of(1, 2, 3);
  const row = await new Receiver().mend(Int32Array.of(10, 20, 30), decoded, { gain: -1 }); // CSI that is wrong
  assert.deepEqual(row.ids, decoded);
});
