import type { Manifest } from "../codec/manifest.ts";
import { UsageError } from "../errors.ts";
import { knowledgeOf } from "../link/knowledge.ts";
import { airInterface, completed, SNR_RANGE } from "../link/link.ts";
import type { PointSettings } from "./sweep.ts";

/**
 * Refuses a point that no link can have, before anything is measured and without opening a codec.
 * @throws {UsageError} naming the setting.
 */
export function checkPoint(given: PointSettings, { max_uses: mostUses }: Manifest): void {
  const { snrDb, seed, rate, budget, bits } = given;
  if (!(snrDb >= SNR_RANGE[0] && snrDb <= SNR_RANGE[1])) {
    throw new UsageError(`The SNR is ${snrDb} dB, and must be from ${SNR_RANGE[0]} to ${SNR_RANGE[1]}`);
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new UsageError(`The seed is ${seed}, and must be a whole number from 0 to 2^53 - 1`);
  }
  if ([rate, budget, bits].filter((value) => value !== undefined).length > 1) {
    throw new UsageError("Two of rate, budget and bits are given, and either decides: leave one out");
  }
  const settings = completed(given);
  airInterface(settings, knowledgeOf(settings), mostUses);
}
