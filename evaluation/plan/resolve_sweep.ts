import type { CodecDescription } from "../../codec/codec.ts";
import { describeCodec, schemeNamed } from "../../codec/open.ts";
import { FIELDS } from "../../link/fields.ts";
import { resolve, type ResolvedLink } from "../../link/resolve.ts";
import { MAX_UNIT } from "./limits.ts";
import { completeSweep, pointsOf, type Sweep } from "./sweep.ts";

/**
 * The effective values of the settings that a sweep does not list: one where it is the same at all points, or else one for
 * each point, null where the setting has no effect there.
 */
export type Defaults = Readonly<Partial<Record<keyof Sweep, readonly (string | number | null)[]>>>;

/** As many messages has a unit whose codecs take one after the other: so few that workers end at about the same time. */
const SMALL_UNIT = 4;

/** A sweep that is complete and legal. */
export interface ResolvedSweep {
  readonly sweep: Sweep;
  /** Every codec of the sweep, by the name that the sweep has for it. */
  readonly codecs: ReadonlyMap<string, CodecDescription>;
  readonly defaults: Defaults;
  /** Messages of a unit. */
  readonly unit: number;
}

/**
 * Completes a sweep and resolves every point of it, so that a wrong one costs no time.
 * @throws {UsageError} for a setting that is unknown, out of range or without effect.
 * @throws {RefusedError} for a codec folder that there is not.
 */
export async function resolveSweep(given: Sweep): Promise<ResolvedSweep> {
  const sweep = completeSweep(given);
  const codecs = new Map<string, CodecDescription>();
  for (const codec of sweep.codec!) codecs.set(`${codec}`, await describeCodec(`${codec}`));
  const links: ResolvedLink[] = [];
  let isAlone = true; // no message gains from being sent with others, or is another's context
  const withScheme = new Map<string, CodecDescription>(); // a codec.json is read once, however many points there are
  const describe = async (codec: string, scheme: string | undefined) => {
    if (scheme === undefined) return codecs.get(codec)!;
    const key = JSON.stringify([codec, scheme]);
    const description = withScheme.get(key) ?? await describeCodec(codec, schemeNamed(scheme));
    withScheme.set(key, description);
    return description;
  };
  for (const point of pointsOf(sweep)) {
    const description = await describe(point.codec, point.scheme);
    const link = resolve(point, description);
    links.push(link);
    isAlone &&= description.traits.batch === 1 && !link.effective.context;
  }
  return { sweep, codecs, defaults: defaultsOf(links, sweep), unit: isAlone ? SMALL_UNIT : MAX_UNIT };
}

function defaultsOf(links: readonly ResolvedLink[], sweep: Sweep): Defaults {
  const fields = FIELDS.filter(({ json }) => sweep[json] === undefined);
  return Object.fromEntries(fields.flatMap(({ json, key }) => {
    const values = links.map(({ effective }) => effective[key] ?? null);
    if (new Set(values).size > 1) return [[json, values]];
    return values[0] === null ? [] : [[json, values.slice(0, 1)]];
  }));
}
