import assert from "node:assert/strict";
import { estimateGains } from "../../../channel/receiver/estimate.ts";
import type { Estimator } from "../../../channel/receiver/estimator.ts";
import { leastSquares } from "../../../channel/receiver/least_squares.ts";
import { lmmse } from "../../../channel/receiver/lmmse.ts";
import { pilotPositions } from "../../../channel/receiver/pilots.ts";
import { Random } from "../../../channel/random.ts";
import { channelFrom } from "../../../channel/registry.ts";

const USES = 40;
const MESSAGES = 3000;

/** Of each data use: the mean square error that the estimator states, and the one that is measured. */
function errors(spec: string, estimator: Estimator, count: number, noise: number) {
  const { gains, statistics } = channelFrom(spec);
  const positions = pilotPositions(USES, count);
  const data = Int32Array.from({ length: USES }, (_, i) => i).filter((i) => !positions.includes(i));
  const measured = new Float64Array(data.length);
  let stated = new Float64Array(0);
  for (let message = 0; message < MESSAGES; message++) {
    const random = new Random(101, message);
    const h = gains!(USES, random);
    const sigma = Math.sqrt(noise / 2);
    const shown = Float64Array.from({ length: 2 * count }, (_, i) => {
      return h[2 * positions[i >> 1]! + i % 2]! + sigma * random.normal();
    });
    const estimate = estimateGains(estimator, { positions, statistics: statistics!, noise }, shown, data);
    if (stated.length === 0) stated = new Float64Array(data.length);
    estimate.errors.forEach((error, i) => stated[i]! += error / MESSAGES);
    data.forEach((use, i) => {
      const off = [0, 1].map((part) => estimate.gains[2 * i + part]! - h[2 * use + part]!);
      measured[i]! += (off[0]! ** 2 + off[1]! ** 2) / MESSAGES;
    });
  }
  return { stated, measured };
}

/** The square of a complex normal error has its mean for its deviation; that of a Rician one has less. */
function assertClose(measured: number, expected: number, says: string): void {
  assert.ok(Math.abs(measured / expected - 1) < 4 / Math.sqrt(MESSAGES), `${says}: ${measured}, not ${expected}`);
}

Deno.test("one gain a message, least squares: the error is N0 / (pilots * power)", () => {
  for (const spec of ["rayleigh", "rician:k=3", "awgn", "tdl-b:spread=0"]) {
    for (const [count, noise] of [[1, 0.1], [8, 0.1], [8, 2]] as const) {
      const { stated, measured } = errors(spec, leastSquares, count, noise);
      assert.ok(stated.every((error) => Math.abs(error - noise / count) < 1e-12));
      assertClose(measured[0]!, noise / count, `${spec}, ${count} pilots`);
    }
  }
});

Deno.test("one gain a message, LMMSE: the error is 1 / (1 + pilots * power / N0), below that of least squares", () => {
  for (const spec of ["rayleigh", "rician:k=3", "tdl-b:spread=0"]) {
    for (const [count, noise] of [[1, 0.1], [8, 0.1], [8, 2]] as const) {
      const { stated, measured } = errors(spec, lmmse, count, noise);
      const theory = 1 / (1 + count / noise);
      assert.ok(theory < noise / count);
      assert.ok(stated.every((error) => Math.abs(error - theory) < 1e-12));
      assertClose(measured[0]!, theory, `${spec}, ${count} pilots`);
    }
  }
});

Deno.test("Rician fast fading, LMMSE: pilots tell the line of sight and no more", () => {
  const [k, count, noise] = [10 ** 0.6, 8, 0.1];
  const sight = k / (k + 1);
  const theory = 1 - count * sight ** 2 / (count * sight + 1 - sight + noise);
  const { stated, measured } = errors("rician:k=6,fading=fast", lmmse, count, noise);
  for (const error of stated) assert.ok(Math.abs(error - theory) < 1e-12);
  for (const error of measured) assertClose(error, theory, "rician");
});

const CHANGING = ["rayleigh:doppler=0.02", "rician:k=3,doppler=0.02", "rayleigh:doppler=0.2"];
const SELECTIVE = ["tdl-a:subcarriers=16,spread=0.3", "tdl-d:subcarriers=16,spread=0.3,doppler=0.01"];

Deno.test("gains that change: LMMSE states its error of every use, which is below that of least squares", () => {
  for (const spec of [...CHANGING, ...SELECTIVE]) {
    const ls = errors(spec, leastSquares, 8, 0.1);
    const linear = errors(spec, lmmse, 8, 0.1);
    linear.stated.forEach((error, i) => {
      assertClose(linear.measured[i]!, error, `${spec}, lmmse, use ${i}`);
      assert.ok(error < ls.measured[i]!, `${spec}, use ${i}`);
    });
  }
});

Deno.test("least squares states its error by what pilots show alone: within a factor of 2 in the mean, whatever the channel", () => {
  for (const spec of [...CHANGING, "rayleigh:doppler=0.005", "tdl-a:subcarriers=16,spread=0.3"]) {
    for (const noise of [0.01, 0.1]) {
      const { stated, measured } = errors(spec, leastSquares, 8, noise);
      const [claims, truth] = [stated, measured].map((all) => all.reduce((sum, error) => sum + error) / all.length);
      assert.ok(claims! > truth! / 2 && claims! < 2 * truth!, `${spec}, noise ${noise}: ${claims}, not ${truth}`);
    }
  }
  // The statistics that it is given say what the gains do; it must not look.
  const { statistics } = channelFrom("rayleigh:doppler=0.2");
  const pilots = { positions: Int32Array.of(2, 6, 10), noise: 0.1 };
  const shown = Float64Array.of(1, -2, 3, 2, 1, 1);
  const blind = { constant: false, correlation: () => assert.fail("asked for the true correlation") };
  const stated = [statistics!, blind].map((known) =>
    estimateGains(leastSquares, { ...pilots, statistics: known }, shown, Int32Array.of(0, 3, 4, 7)).errors
  );
  assert.deepEqual(stated[0], stated[1]);
});

Deno.test("least squares: straight lines between pilots, the nearest pilot outside", () => {
  const { statistics } = channelFrom("rayleigh:doppler=0.01");
  const pilots = { positions: Int32Array.of(2, 6), statistics: statistics!, noise: 0.1 };
  const shown = Float64Array.of(1, -2, 3, 2);
  const { gains } = estimateGains(leastSquares, pilots, shown, Int32Array.of(0, 3, 4, 7));
  assert.deepEqual([...gains], [1, -2, 1.5, -1, 2, 0, 3, 2]);
});
