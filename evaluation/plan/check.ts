import type { Manifest } from "../../codec/folder/manifest.ts";
import { UsageError } from "../../errors.ts";
import { airInterface, checked } from "../../link/resolve.ts";
import type { PointSettings } from "./sweep.ts";

/**
 * Refuses a point that no link can have, before anything is measured and without opening a codec.
 * @throws {UsageError} naming the setting.
 */
export function checkPoint(settings: PointSettings, { max_uses: mostUses }: Manifest): void {
  const { rate, budget, bits } = settings;
  if ([rate, budget, bits].filter((value) => value !== undefined).length > 1) {
    throw new UsageError("Two of rate, budget and bits are given, and either decides: leave one out");
  }
  airInterface(checked(settings), mostUses);
}
