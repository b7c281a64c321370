import { unknownName } from "../../text/suggest.ts";
import { bpsk } from "./bpsk.ts";
import type { Modulation } from "./modulation.ts";
import { createQam } from "./qam.ts";

const known: readonly Modulation[] = [
  bpsk,
  createQam("qpsk", 1),
  createQam("16qam", 2),
  createQam("64qam", 3),
  createQam("256qam", 4),
];

/**
 * Finds the modulation of that name (upper and lower case alike); a UsageError lists the known ones and suggests the
 * nearest.
 *
 * @example
 * ```ts
 * import { modulationNamed } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * const symbols = new Float32Array(4);
 * modulationNamed("qpsk").modulate(Uint8Array.of(0, 0, 1, 1), symbols);
 * assert.ok(symbols.every((part) => Math.abs(Math.abs(part) - Math.SQRT1_2) < 1e-7));
 * ```
 */
export function modulationNamed(name: string): Modulation {
  const found = known.find((one) => one.name === name.toLowerCase());
  if (found !== undefined) return found;
  throw unknownName("modulation", name, known.map((one) => one.name));
}

/**
 * Lists every modulation, from the fewest bits per symbol to the most.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(modulations()[0]!.name, "bpsk");
 * ```
 */
export function modulations(): readonly Modulation[] {
  return known;
}
