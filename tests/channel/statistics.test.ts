import assert from "node:assert/strict";
import { Random } from "../../channel/random.ts";
import { channelFrom } from "../../channel/registry.ts";

const SPECS = [
  ...["rayleigh", "rician:k=3", "awgn", "tdl-a:spread=0"],
  ...["rayleigh:doppler=0.03", "rician:k=0,fading=fast", "rician:k=3,doppler=0.02"],
  ...["tdl-a:subcarriers=16,spread=1", "tdl-c:subcarriers=8,spread=0.7,doppler=0.05"],
  "tdl-d:subcarriers=8,spread=0.5,doppler=0.05",
];

/** Pairs of uses: the same, neighbours, other subcarriers and symbols, in both orders. */
const PAIRS = [[3, 3], [3, 4], [4, 3], [2, 13], [13, 2], [5, 21], [0, 23], [15, 1]] as const;

Deno.test("the gains have the correlation that pilots are told of", () => {
  const messages = 3000;
  for (const spec of SPECS) {
    const channel = channelFrom(spec);
    const sums = PAIRS.map(() => [0, 0]);
    for (let message = 0; message < messages; message++) {
      const h = channel.gains(24, new Random(81, message));
      PAIRS.forEach(([i, j], pair) => {
        const [a, b, c, d] = [h[2 * i]!, h[2 * i + 1]!, h[2 * j]!, h[2 * j + 1]!];
        sums[pair]![0]! += (a * c + b * d) / messages;
        sums[pair]![1]! += (b * c - a * d) / messages;
      });
    }
    PAIRS.forEach(([i, j], pair) => {
      channel.statistics!.correlation(i, j).forEach((expected, part) => {
        const measured = sums[pair]![part]!;
        const says = `${spec}, uses ${i} and ${j}: ${measured}, not ${expected}`;
        assert.ok(Math.abs(measured - expected) < 4 / Math.sqrt(messages), says);
      });
    });
  }
});

Deno.test("statistics say of every channel that has one gain a message that it has", () => {
  for (const spec of SPECS) {
    const channel = channelFrom(spec);
    const h = channel.gains(40, new Random(82));
    const one = h.every((value, i) => Math.abs(value - h[i % 2]!) < 1e-9);
    assert.equal(channel.statistics!.constant, one, spec);
  }
  for (const spec of ["rayleigh:doppler=0", "rician:doppler=0", "tdl-e:spread=0,doppler=0"]) {
    assert.ok(channelFrom(spec).statistics!.constant, spec);
  }
});

Deno.test("channels whose gains pilots do not tell have no statistics", () => {
  for (const spec of ["rayleigh:fading=fast", "burst", "erasure"]) {
    assert.equal(channelFrom(spec).statistics, null, spec);
  }
});
