import assert from "node:assert/strict";
import { RefusedError } from "../../../errors.ts";
import { peerFrom } from "../../../evaluation/suite/peer.ts";
import { readSuite } from "../../../evaluation/suite/suite.ts";

const POINT = { channel: "awgn", snr_db: 3, exact: 0.5 };
const PEER = { name: "theirs", measured: "by them", messages: 100, uses_per_word: 8, points: [POINT] };
const read = (value: unknown) => peerFrom(value, 1, (what) => new RefusedError(`The suite: ${what}`));

Deno.test("a peer is read with the full specs of its channels", () => {
  const points = [POINT, { channel: "Rayleigh", snr_db: -3, bleu4: 0.25, word_error_rate: 1.5 }];
  assert.deepEqual(read({ ...PEER, points }), {
    name: "theirs",
    measured: "by them",
    messages: 100,
    usesPerWord: 8,
    points: [
      { channel: "awgn", snrDb: 3, metrics: { exact: 0.5 } },
      { channel: "rayleigh:fading=block", snrDb: -3, metrics: { bleu4: 0.25, word_error_rate: 1.5 } },
    ],
  });
});

Deno.test("a peer that is wrong is refused in one line that says where", () => {
  const withPoint = (point: unknown) => ({ ...PEER, points: [POINT, point] });
  const cases: [unknown, RegExp][] = [
    [3, /peer 1 has no name$/],
    [{ ...PEER, name: "" }, /peer 1 has no name$/],
    [{ ...PEER, measured: undefined }, /the peer theirs does not say how it was measured: give it a text "measured"$/],
    [{ ...PEER, messages: 0.5 }, /messages of the peer theirs is no whole number from 1$/],
    [{ ...PEER, uses_per_word: "8" }, /uses_per_word of the peer theirs is no number above 0$/],
    [{ ...PEER, uses_per_word: 0 }, /uses_per_word of the peer theirs is no number above 0$/],
    [{ ...PEER, points: [] }, /the peer theirs has no list of points$/],
    [withPoint([]), /point 2 of the peer theirs is not an object$/],
    [withPoint({ ...POINT, channel: 1 }), /point 2 of the peer theirs has no channel$/],
    [
      withPoint({ ...POINT, channel: "rayleig" }),
      /point 2 of the peer theirs: Unknown channel "rayleig": did you mean/,
    ],
    [
      withPoint({ ...POINT, channel: "bsc" }),
      /point 2 of the peer theirs is over bsc, which carries bits and has no SNR$/,
    ],
    [withPoint({ ...POINT, snr_db: "3" }), /snr_db of point 2 of the peer theirs is not a number$/],
    [withPoint({ channel: "awgn", snr_db: 6 }), /point 2 of the peer theirs has no metric$/],
    [
      withPoint({ ...POINT, snr_db: 6, bleu5: 0.1 }),
      /Unknown metric of point 2 of the peer theirs "bleu5": did you mean bleu\d/,
    ],
    [withPoint({ ...POINT, snr_db: 6, exact: "0.1" }), /exact of point 2 of the peer theirs is not a number$/],
    [
      withPoint({ ...POINT, snr_db: 6, bleu4: 58.5 }),
      /bleu4 of point 2 of the peer theirs is 58\.5: it is from 0 to 1, and not in per cent$/,
    ],
    [withPoint(POINT), /the peer theirs has two points over awgn at 3 dB$/],
  ];
  for (const [value, says] of cases) {
    assert.throws(() => read(value), (error: Error) => {
      assert.ok(error instanceof RefusedError);
      assert.match(error.message, says);
      assert.ok(!error.message.includes("\n"));
      return true;
    });
  }
});

Deno.test("the standard suite's peer has the table of docs/deepsc.md, and its uses a word by white space", async () => {
  const { peers: [peer, ...others] = [] } = await readSuite("standard");
  assert.deepEqual(others, []);
  const page = Deno.readTextFileSync(new URL("../../../docs/deepsc.md", import.meta.url));
  const rows = Array.from(page.matchAll(/^\|\s*(-?\d+) \|(.*)\|$/gm), ([, snr, cells]) => [snr!, ...cells!.split("|")]);
  const documented = (["awgn", "rayleigh:fading=block"] as const).flatMap((channel, i) =>
    rows.map((row) => {
      const [exact, bleu1, bleu4] = row.slice(1 + 3 * i).map(Number);
      return { channel, snrDb: Number(row[0]), metrics: { exact, bleu1, bleu4 } };
    })
  );
  assert.equal(documented.length, 22);
  assert.deepEqual(peer!.points, documented);
  const [, own, bySpace] = /marks are words too: ([\d,]+) .*, which have ([\d,]+) words by white space/
    .exec(peer!.measured)!.map((count) => Number(count.replace(",", "")));
  assert.equal(peer!.usesPerWord, +(8 * own! / bySpace!).toFixed(2));
  assert.ok(page.includes(`${peer!.usesPerWord} channel uses`));
});
