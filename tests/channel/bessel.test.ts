import assert from "node:assert/strict";
import { besselJ0 } from "../../channel/bessel.ts";
import { besselJ0 as integral } from "./theory.ts";

Deno.test("J0 agrees with its integral on both sides of where the series takes over", () => {
  for (let x = 0; x < 50; x += 0.37) assert.ok(Math.abs(besselJ0(x) - integral(x)) < 1e-13, `${x}`);
  assert.equal(besselJ0(-7.3), besselJ0(7.3));
});

Deno.test("J0 has its known values: tables, zeros, and far out", () => {
  const known = [[0, 1], [1, 0.7651976865579666], [10, -0.2459357644513483], [2.404825557695773, 0]] as const;
  for (const [x, value] of known) assert.ok(Math.abs(besselJ0(x) - value) < 1e-14, `${x}`);
  const far = [[100, 0.01998585030422312], [1000, 0.02478668615242880]] as const;
  for (const [x, value] of far) assert.ok(Math.abs(besselJ0(x) - value) < 1e-13, `${x}`);
});
