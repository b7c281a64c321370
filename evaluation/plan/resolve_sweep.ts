import type { CodecDescription } from "../../codec/codec.ts";
import { describeCodec } from "../../codec/open.ts";
import { FIELDS } from "../../link/fields.ts";
import { resolve, type ResolvedLink } from "../../link/resolve.ts";
import { pointsOf, type Sweep } from "./sweep.ts";

/** A sweep that is complete and legal. */
export interface ResolvedSweep {
  /** Every codec of the sweep, by the name that the sweep has for it. */
  readonly codecs: ReadonlyMap<string, CodecDescription>;
  /** The effective values, of all points, of the settings that the sweep does not list. */
  readonly defaults: Sweep;
}

/**
 * Resolves every point of a sweep, so that a wrong one costs no time.
 * @throws {UsageError} for a setting that is unknown, out of range or without effect.
 * @throws {RefusedError} for a codec folder that there is not.
 */
export async function resolveSweep(sweep: Sweep): Promise<ResolvedSweep> {
  const codecs = new Map<string, CodecDescription>();
  for (const codec of sweep.codec ?? []) codecs.set(`${codec}`, await describeCodec(`${codec}`));
  const links = pointsOf(sweep).map((point) => resolve(point, codecs.get(point.codec)!));
  return { codecs, defaults: defaultsOf(links, sweep) };
}

function defaultsOf(links: readonly ResolvedLink[], sweep: Sweep): Sweep {
  const fields = FIELDS.filter(({ json }) => sweep[json] === undefined);
  return Object.fromEntries(fields.flatMap(({ json, key }) => {
    const values = new Set(links.map(({ effective }) => effective[key]).filter((value) => value !== undefined));
    return values.size === 0 ? [] : [[json, [...values]]];
  }));
}
