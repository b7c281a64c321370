import assert from "node:assert/strict";
import { Random } from "../../channel/random.ts";
import { channelFrom } from "../../channel/registry.ts";
import { interfere } from "../../channel/tdl_interference.ts";
import { smear } from "../../channel/tdl_movement.ts";
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

Deno.test("a path behind the cyclic prefix leaves p (1 - f)^2 to the gain and makes p f (2 - f) of interference", () => {
  const [subcarriers, spread, prefix, messages] = [32, 3, 4, 300];
  for (const [name, profile] of Object.entries(TDL_PROFILES)) {
    if (Math.max(...profile.taps.map(([delay]) => delay!)) * spread > subcarriers) continue;
    const channel = channelFrom(`${name}:subcarriers=${subcarriers},spread=${spread},cp=${prefix}`);
    let [gain, others] = [0, 0];
    for (let message = 0; message < messages; message++) {
      const random = new Random(91, message);
      const { gains, interference } = channel.draw!(4 * subcarriers, random);
      const x = new Float64Array(8 * subcarriers).map(() => Math.SQRT1_2 * random.normal());
      const heard = interference!(x);
      // The first symbol has none before it.
      for (let i = 2 * subcarriers; i < heard.length; i++) {
        gain += gains[i]! ** 2 / (3 * subcarriers * messages);
        others += heard[i]! ** 2 / (3 * subcarriers * messages);
      }
    }
    let [expectedGain, expectedOthers] = [0, 0];
    for (const { delay, power } of paths(profile)) {
      const late = Math.max(0, Math.ceil(delay * spread - prefix)) / subcarriers;
      expectedGain += power * (1 - late) ** 2;
      expectedOthers += power * late * (2 - late);
    }
    const says = `${name}: gain ${gain} (${expectedGain}), interference ${others} (${expectedOthers})`;
    assert.ok(Math.abs(gain - expectedGain) < 0.12, says);
    assert.ok(Math.abs(others - expectedOthers) < 0.2 * expectedOthers + 1e-3, says);
    assert.ok(Math.abs(channel.draw!(1, new Random(1)).power - expectedOthers) < 1e-9);
  }
});

Deno.test("what a broken prefix lets through is what samples, a convolution and a Fourier transform say", () => {
  // Delays of whole samples, in time: two symbols with their prefixes, summed over the paths, and the second one's transform.
  const [N, prefix] = [16, 2];
  const taps = [{ delay: 0, power: 0.5 }, { delay: 1, power: 0.2 }, { delay: 5, power: 0.3 }];
  const random = new Random(92);
  const x = new Float64Array(4 * N).map(() => random.normal());
  const gains = taps.map(() => [random.normal(), random.normal()] as const);
  const transform = (parts: (i: number) => readonly [number, number], sign: number, at: number, count: number) => {
    let [real, imaginary] = [0, 0];
    for (let i = 0; i < count; i++) {
      const angle = sign * 2 * Math.PI * i * at / N;
      const [a, b] = parts(i);
      real += (a * Math.cos(angle) - b * Math.sin(angle)) / Math.sqrt(N);
      imaginary += (a * Math.sin(angle) + b * Math.cos(angle)) / Math.sqrt(N);
    }
    return [real, imaginary] as const;
  };
  const stream = [0, 1].flatMap((symbol) =>
    Array.from(
      { length: N + prefix },
      (_, i) => transform((k) => [x[2 * (symbol * N + k)]!, x[2 * (symbol * N + k) + 1]!], 1, i - prefix, N),
    )
  );
  const window = Array.from({ length: N }, (_, n) => {
    let [real, imaginary] = [0, 0];
    taps.forEach(({ delay, power }, tap) => {
      const [a, b] = stream[N + 2 * prefix + n - delay]!;
      const [g, h] = gains[tap]!.map((part) => Math.sqrt(power) * part) as [number, number];
      real += g * a - h * b;
      imaginary += g * b + h * a;
    });
    return [real, imaginary] as const;
  });
  const late = taps.flatMap(({ delay, power }, tap) =>
    delay <= prefix
      ? []
      : [{ delay: delay / N, power, late: (delay - prefix) / N, gains: Float64Array.from(gains[tap]!) }]
  );
  const others = interfere(x, late, N, prefix / N);
  for (let k = 0; k < N; k++) {
    let [real, imaginary] = [others[2 * (N + k)]!, others[2 * (N + k) + 1]!];
    taps.forEach(({ delay, power }, tap) => {
      const scale = Math.sqrt(power) * (1 - Math.max(0, delay - prefix) / N);
      const angle = -2 * Math.PI * k * delay / N;
      const [g, h] = gains[tap]!;
      const [c, d] = [
        scale * (g * Math.cos(angle) - h * Math.sin(angle)),
        scale * (g * Math.sin(angle) + h * Math.cos(angle)),
      ];
      const [a, b] = [x[2 * (N + k)]!, x[2 * (N + k) + 1]!];
      real += c * a - d * b;
      imaginary += c * b + d * a;
    });
    const [expected, other] = transform((n) => window[n]!, -1, k, N);
    assert.ok(
      Math.hypot(real - expected, imaginary - other) < 1e-9,
      `${k}: ${real} ${imaginary}, ${expected} ${other}`,
    );
  }
});

Deno.test("physical units: a spacing of 15 kHz makes samples of nanoseconds, and the prefix lengthens a symbol", () => {
  const same = (a: string, b: string) => {
    const [first, second] = [channelFrom(a), channelFrom(b)].map((channel) => channel.gains(200, new Random(93, 1)));
    first!.forEach((part, i) => assert.ok(Math.abs(part - second![i]!) < 1e-9, `${a} and ${b}`));
  };
  // 64 samples of 15 kHz are 66.67 us, one is 1041.7 ns.
  same("tdl-a:scs=15,ds=2083.3333333333", "tdl-a:spread=2");
  same("tdl-b:spread=1,scs=15,shift=150", "tdl-b:spread=1,doppler=0.01");
  same("tdl-b:spread=1,cp=16,scs=15,shift=150", "tdl-b:spread=1,cp=16,doppler=0.0125");
  assert.equal(channelFrom("tdl-b:cp=16").overhead, 0.25);
  for (
    const [spec, says] of [["tdl-a:ds=300", /give scs as well/], [
      "tdl-a:scs=15",
      /without which it says nothing/,
    ]] as const
  ) {
    assert.throws(() => channelFrom(spec), (error) => error instanceof UsageError && says.test(error.message));
  }
});

Deno.test("taps that move within a symbol make (pi f T)^2 / 6 of interference, a line of sight (pi 0.7 f T)^2 / 3, and leave the rest to the gain", () => {
  const [subcarriers, messages] = [32, 400];
  for (
    const [name, options, doppler] of [
      ["tdl-b", "doppler=0.1", 0.1],
      ["tdl-b", "doppler=0.05", 0.05],
      ["tdl-b", "doppler=0.1,cp=16", 0.1 / 1.5],
      ["tdl-d", "doppler=0.1", 0.1],
    ] as const
  ) {
    const spec = `${name}:subcarriers=${subcarriers},spread=1,taps=moving,${options}`;
    const sight = TDL_PROFILES[name]!.lineOfSight === undefined ? 0 : paths(TDL_PROFILES[name]!)[0]!.power;
    const channel = channelFrom(spec);
    let [gain, others, along] = [0, 0, 0];
    for (let message = 0; message < messages; message++) {
      const random = new Random(94, message);
      const { gains, interference } = channel.draw!(2 * subcarriers, random);
      const x = new Float64Array(4 * subcarriers).map(() => Math.SQRT1_2 * random.normal());
      const heard = interference!(x);
      for (let i = 0; i < heard.length; i++) {
        gain += gains[i]! ** 2 / (2 * subcarriers * messages);
        others += heard[i]! ** 2 / (2 * subcarriers * messages);
        along += heard[i]! * x[i]! / (2 * subcarriers * messages);
      }
    }
    const expected = (1 - sight) * (Math.PI * doppler) ** 2 / 6 + sight * (Math.PI * 0.7 * doppler) ** 2 / 3;
    const says = `${spec}: interference ${others} (${expected}), gain ${gain}`;
    assert.ok(Math.abs(others - expected) < 0.08 * expected, says);
    assert.ok(Math.abs(gain - (1 - expected)) < 0.08, says);
    assert.ok(
      Math.abs(along) < 4 * Math.sqrt(expected / subcarriers / messages),
      `${spec}: none of the use itself, ${along}`,
    );
    const { power } = channel.draw!(1, new Random(1));
    assert.ok(Math.abs(power - expected) < 0.002 * expected, `${power}`);
    assert.ok(Math.abs(channel.statistics!.correlation(0, 0)[0] + power - 1) < 1e-9);
  }
  assert.equal(channelFrom("tdl-b:doppler=0.1").draw, undefined);
  assert.throws(
    () => channelFrom("tdl-b:taps=moving"),
    /given moving taps, and no Doppler shift: give doppler as well/,
  );
});

Deno.test("what moving taps do is what a Fourier transform of moving samples says, for a line of sight to second order", () => {
  // TDL-D at no spread is nearly its line of sight: a frequency offset, whose symbol is turned sample by sample.
  const [N, doppler] = [16, 0.02];
  const random = new Random(95);
  const x = new Float64Array(2 * N).map(() => random.normal());
  const slopes = new Float64Array(2 * N).map((_, i) => i % 2 === 0 ? 0 : 2 * Math.PI * doppler); // j 2 pi f times a gain of 1
  const heard = smear(x, slopes, N);
  for (let k = 0; k < N; k++) {
    let [real, imaginary] = [0, 0];
    for (let m = 0; m < N; m++) {
      if (m === k) continue;
      for (let n = 0; n < N; n++) {
        const angle = 2 * Math.PI * ((m - k) * n + doppler * (n - (N - 1) / 2)) / N;
        real += (x[2 * m]! * Math.cos(angle) - x[2 * m + 1]! * Math.sin(angle)) / N;
        imaginary += (x[2 * m]! * Math.sin(angle) + x[2 * m + 1]! * Math.cos(angle)) / N;
      }
    }
    const off = Math.hypot(real - heard[2 * k]!, imaginary - heard[2 * k + 1]!);
    assert.ok(off < 4 * doppler ** 2 && Math.hypot(real, imaginary) > 4 * off, `${k}: ${off} of ${real} ${imaginary}`);
  }
});
