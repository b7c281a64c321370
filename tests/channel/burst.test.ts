import assert from "node:assert/strict";
import { Random } from "../../channel/random.ts";
import { channelFrom } from "../../channel/registry.ts";
import { receive } from "../../channel/receiver/receive.ts";
import { ORDINARY_RECEIVER } from "../../channel/receiver/receiver.ts";

/** True for each use in the bad state: the lower of two SNRs. */
function states(spec: string, uses: number, random: Random): { bad: boolean[]; levels: number[] } {
  const { snr } = receive(channelFrom(spec), ORDINARY_RECEIVER, new Float32Array(2 * uses), 1, random);
  const levels = [...new Set(snr)].sort((a, b) => a - b);
  return { bad: Array.from({ length: uses }, (_, use) => snr[2 * use] === levels[0]), levels };
}

Deno.test("burst: two SNRs that many dB apart, mean 1 over the stationary distribution", () => {
  const { levels } = states("burst:bad=13,enter=0.1,leave=0.3", 1000, new Random(51));
  assert.equal(levels.length, 2);
  assert.ok(Math.abs(10 * Math.log10(levels[1]! / levels[0]!) - 13) < 1e-4);
  assert.ok(Math.abs(0.75 * levels[1]! + 0.25 * levels[0]! - 1) < 1e-6);
});

Deno.test("burst: the stationary share of bad uses, and bursts of mean length 1 / leave", () => {
  const uses = 200_000;
  for (const [enter, leave] of [[0.02, 0.2], [0.3, 0.1]] as const) {
    const { bad } = states(`burst:enter=${enter},leave=${leave}`, uses, new Random(52));
    const share = bad.filter(Boolean).length / uses;
    const expected = enter / (enter + leave);
    // Neighbours are correlated by 1 - enter - leave, which makes the mean's variance larger.
    const correlation = 1 - enter - leave;
    const deviation = Math.sqrt(expected * (1 - expected) * (1 + correlation) / (1 - correlation) / uses);
    assert.ok(Math.abs(share - expected) < 4 * deviation, `${share}, not ${expected}`);
    const bursts = bad.filter((value, i) => value && !bad[i - 1]).length;
    const length = share * uses / bursts;
    assert.ok(Math.abs(length * leave - 1) < 4 / Math.sqrt(bursts), `${length}, not ${1 / leave}`);
  }
});

Deno.test("burst: the first use is in the stationary distribution too", () => {
  const messages = 10_000;
  const channel = channelFrom("burst:enter=0.1,leave=0.3");
  const bad = Array.from({ length: messages }, (_, i) => channel.gains(1, new Random(53, i))[0]!)
    .filter((gain) => gain < 0.5).length;
  assert.ok(Math.abs(bad / messages - 0.25) < 4 * Math.sqrt(0.25 * 0.75 / messages));
});

Deno.test("burst: without bursts it is awgn", () => {
  const x = new Float32Array(40).fill(0.5);
  const { snr } = receive(channelFrom("burst:enter=0"), ORDINARY_RECEIVER, x, 3, new Random(54));
  assert.ok(snr.every((value) => value === 3));
});
