import assert from "node:assert/strict";
import { Random } from "../../channel/random.ts";
import { channelFrom } from "../../channel/registry.ts";
import { TDL_PROFILES, type TdlProfile } from "../../channel/tdl.ts";
import { UsageError } from "../../errors.ts";
import { besselJ0 } from "./theory.ts";

/** Every path with its linear power: the Rayleigh taps and the line of sight, powers summing to 1. */
function paths({ taps, lineOfSight }: TdlProfile): { delay: number; power: number }[] {
  const all = lineOfSight === undefined ? taps : [[0, lineOfSight], ...taps];
  const total = all.reduce((sum, [, decibel]) => sum + 10 ** (decibel! / 10), 0);
  return all.map(([delay, decibel]) => ({ delay: delay!, power: 10 ** (decibel! / 10) / total }));
}

Deno.test("the profiles have the taps of the tables of 3GPP TR 38.901", () => {
  // Number of Rayleigh taps, and some rows as the standard prints them.
  const rows: Record<string, [string, number, [number, number, number][]]> = {
    "tdl-a": ["7.7.2-1", 23, [[1, 0, -13.4], [2, 0.3819, 0], [13, 2.1718, -12.4], [23, 9.6586, -29.7]]],
    "tdl-b": ["7.7.2-2", 23, [[1, 0, 0], [6, 0.2986, -1.2], [16, 1.7842, -1.9], [23, 4.7834, -11.3]]],
    "tdl-c": ["7.7.2-3", 24, [[1, 0, -4.4], [6, 0.6366, 0], [13, 1.2285, -5.1], [24, 8.6523, -22.8]]],
    "tdl-d": ["7.7.2-4", 13, [[1, 0, -13.5], [5, 1.405, -17.9], [12, 9.708, -30], [13, 12.525, -27.7]]],
    "tdl-e": ["7.7.2-5", 14, [[1, 0, -22.03], [2, 0.5133, -15.8], [12, 5.4524, -20.2], [14, 20.6519, -29.2]]],
  };
  assert.deepEqual(Object.keys(TDL_PROFILES), Object.keys(rows));
  for (const [name, [table, count, some]] of Object.entries(rows)) {
    const profile = TDL_PROFILES[name]!;
    assert.equal(profile.table, table);
    assert.equal(profile.taps.length, count);
    for (const [tap, delay, power] of some) assert.deepEqual(profile.taps[tap - 1], [delay, power], `${name} ${tap}`);
  }
});

Deno.test("the profiles have a root mean square delay spread of 1, and the Rice factors of the first taps", () => {
  for (const [name, profile] of Object.entries(TDL_PROFILES)) {
    const moment = (order: number) => paths(profile).reduce((sum, { delay, power }) => sum + power * delay ** order, 0);
    const spread = Math.sqrt(moment(2) - moment(1) ** 2);
    assert.ok(Math.abs(spread - 1) < (name === "tdl-d" ? 0.007 : 0.0003), `${name}: ${spread}`);
  }
  const factor = ({ taps, lineOfSight }: TdlProfile) => lineOfSight! - taps[0]![1]!;
  assert.ok(Math.abs(factor(TDL_PROFILES["tdl-d"]!) - 13.3) < 1e-9);
  assert.ok(Math.abs(factor(TDL_PROFILES["tdl-e"]!) - 22) < 1e-9);
});

Deno.test("the correlation between subcarriers is the Fourier transform of the power delay profile", () => {
  const messages = 2000;
  const [subcarriers, spread] = [48, 2];
  for (const [name, profile] of Object.entries(TDL_PROFILES)) {
    const channel = channelFrom(`${name}:subcarriers=${subcarriers},spread=${spread}`);
    for (const apart of [1, 4, 16]) {
      let real = 0, imaginary = 0;
      for (let message = 0; message < messages; message++) {
        const h = channel.gains!(subcarriers, new Random(41, message));
        const [a, b, c, d] = [h[10]!, h[11]!, h[10 + 2 * apart]!, h[11 + 2 * apart]!]; // from subcarrier 5 on
        real += (a * c + b * d) / messages;
        imaginary += (a * d - b * c) / messages;
      }
      const angle = (delay: number) => -2 * Math.PI * apart * delay * spread / subcarriers;
      const sum = (part: (x: number) => number) =>
        paths(profile).reduce((total, { delay, power }) => total + power * part(angle(delay)), 0);
      const says = `${name}, ${apart} apart: ${real} ${imaginary}`;
      assert.ok(Math.abs(real - sum(Math.cos)) < 4 / Math.sqrt(messages), says);
      assert.ok(Math.abs(imaginary - sum(Math.sin)) < 4 / Math.sqrt(messages), says);
    }
  }
});

Deno.test("without Doppler every OFDM symbol of a message meets the same gains, without spread every subcarrier", () => {
  const h = channelFrom("tdl-c:subcarriers=12,spread=1").gains!(50, new Random(42));
  assert.ok(h.every((value, i) => value === h[i % 24]));
  assert.notEqual(h[0], h[2]);
  const flat = channelFrom("tdl-c:subcarriers=12,spread=0").gains!(50, new Random(42));
  assert.ok(flat.every((value, i) => Math.abs(value - flat[i % 2]!) < 1e-12));
});

Deno.test("with Doppler symbols have the correlation of Jakes' spectrum, and the line of sight shifts by 0.7 fD", () => {
  const messages = 2000;
  const doppler = 0.05;
  for (const [name, sight] of [["tdl-a", 0], ["tdl-d", paths(TDL_PROFILES["tdl-d"]!)[0]!.power]] as const) {
    const channel = channelFrom(`${name}:subcarriers=4,spread=0.3,doppler=${doppler}`);
    for (const lag of [1, 4, 8]) {
      let real = 0, imaginary = 0;
      for (let message = 0; message < messages; message++) {
        const h = channel.gains!(4 * (lag + 1), new Random(43, message));
        const [a, b, c, d] = [h[2]!, h[3]!, h[2 + 8 * lag]!, h[3 + 8 * lag]!]; // subcarrier 1, `lag` symbols apart
        real += (a * c + b * d) / messages;
        imaginary += (a * d - b * c) / messages;
      }
      const scattered = (1 - sight) * besselJ0(2 * Math.PI * doppler * lag);
      const turn = 2 * Math.PI * 0.7 * doppler * lag;
      const says = `${name}, lag ${lag}: ${real} ${imaginary}`;
      assert.ok(Math.abs(real - scattered - sight * Math.cos(turn)) < 4 / Math.sqrt(messages), says);
      assert.ok(Math.abs(imaginary - sight * Math.sin(turn)) < 4 / Math.sqrt(messages), says);
    }
  }
});

Deno.test("a delay longer than an OFDM symbol is refused, with the longest spread that is legal", () => {
  assert.throws(
    () => channelFrom("tdl-e:spread=4"),
    (error) =>
      error instanceof UsageError &&
      /^The spread of tdl-e is 4 samples, and must be at most 3.09 with 64 subcarriers: [^\n]*$/.test(error.message),
  );
  channelFrom("tdl-e:spread=3.09");
});
