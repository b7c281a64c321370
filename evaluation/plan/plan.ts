import deno from "../../deno.json" with { type: "json" };
import type { BleuSettings } from "../../fidelity/bleu.ts";
import type { Metric } from "../../fidelity/metric.ts";
import { metricsWith } from "../../fidelity/registry.ts";
import type { TokenizerName } from "../../fidelity/tokenizers.ts";
import type { FieldName, LinkField } from "../../link/fields.ts";
import { isRecord } from "../../runtime/json.ts";
import type { Defaults } from "./resolve_sweep.ts";
import { type PointSettings, pointsOf, type Sweep } from "./sweep.ts";
import type { Shard } from "./shard.ts";

/** The settings that an evaluation's results depend on, by the names that results use. */
export type EvaluationSettings = Sweep & {
  /** Times that each message is sent, with noise of its own each. */
  readonly repeat: number;
  /** A point ends early where the 95 % interval of the headline metric is narrower than this. */
  readonly until_ci?: number;
  readonly headline: string;
  /** Metrics besides the usual ones. */
  readonly metrics: readonly string[];
  /** The tokenisation of BLEU, and whether it leaves out orders that there is no n-gram of. */
  readonly tokenize: TokenizerName;
  readonly effective_order: boolean;
};

/** How an evaluation computes BLEU. */
export function bleuOf({ tokenize, effective_order: effectiveOrder }: EvaluationSettings): BleuSettings {
  return { tokenize, effectiveOrder };
}

/** All metrics of an evaluation. */
export function metricsOf(settings: EvaluationSettings): Metric[] {
  return metricsWith(settings.metrics, bleuOf(settings));
}

/** The version of the format of results. */
export const RESULTS_SCHEMA = 4;

/** The first line of a file of results: all that they depend on. */
export interface Header {
  readonly schema: typeof RESULTS_SCHEMA;
  readonly kind: "semcom eval";
  /** The program's. */
  readonly version: string;
  readonly settings: EvaluationSettings;
  readonly defaults: Defaults;
  /** Each codec's SHA-256. */
  readonly codecs: Readonly<Record<string, string>>;
  /** The SHA-256 of each text that ends of links have read; not there where there is none. */
  readonly knowledge?: Readonly<Record<string, string>>;
  readonly data: {
    readonly sha256: string;
    readonly messages: number;
    /**
     * Messages that are sent together, always the same ones: a language model's last bits depend on what shares a batch, so a
     * unit is made by its place in the sweep alone, and never by who sends it.
     */
    readonly unit: number;
  };
  /** "2/4" where the file has one part of four. */
  readonly shard?: string;
}

/** Makes the header of an evaluation by this program. */
export function createHeader(parts: Omit<Header, "schema" | "kind" | "version" | "shard">, shard?: Shard): Header {
  return {
    schema: RESULTS_SCHEMA,
    kind: "semcom eval",
    version: deno.version,
    ...parts,
    ...shard !== undefined && { shard: `${shard.number}/${shard.count}` },
  };
}

/** A field in which two headers differ, with its value in each as JSON. */
export interface OtherField {
  /** Its path: "settings.snr_db". */
  readonly field: string;
  readonly there: string;
  readonly here: string;
}

/** The first field in which a header that was found differs from the one that belongs there; undefined where they are the same. */
export function findOther(found: Header, expected: Header): OtherField | undefined {
  const [theirs, ours] = [collectLeaves(found), collectLeaves(expected)];
  for (const field of new Set([...ours.keys(), ...theirs.keys()])) {
    const [there, here] = [theirs.get(field) ?? "not given", ours.get(field) ?? "not given"];
    if (there !== here) return { field, there: shown(there), here: shown(here) };
  }
  return undefined;
}

/** The fields of a header by their paths: "settings.snr_db", "[0,3]". */
function collectLeaves(value: object, path = ""): Map<string, string> {
  return new Map(
    Object.entries(value).flatMap(([key, inner]): [string, string][] =>
      isRecord(inner) ? [...collectLeaves(inner, `${path}${key}.`)] : [[`${path}${key}`, JSON.stringify(inner)]]
    ),
  );
}

/** A value, of which a list of a thousand points is enough when it has begun. */
function shown(value: string): string {
  return value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}…` : value;
}

const MAX_SHOWN = 200;

/** Messages at a point: sent as one, and a place where the point may end. */
export interface Unit {
  /** The point's number in the sweep. */
  readonly point: number;
  /** The unit's number within its point. */
  readonly number: number;
  /** From 1. */
  readonly repeat: number;
  /** The place of its first message in the corpus, from 0. */
  readonly first: number;
  readonly messages: number;
}

/** An evaluation in its order: point by point, at each all messages once, and then again for each repeat. */
export class Plan {
  readonly points: readonly PointSettings[];
  /** Units of a point that is not ended early. */
  readonly unitsPerPoint: number;

  constructor(readonly header: Header) {
    this.points = pointsOf(header.settings);
    this.unitsPerPoint = Math.ceil(header.data.messages / header.data.unit) * header.settings.repeat;
  }

  /** The different values that points have of an axis. */
  valuesOf(axis: FieldName): (string | number)[] {
    const values = this.header.settings[axis] ?? this.header.defaults[axis] ?? [];
    return [...new Set(values)].filter((value) => value !== null);
  }

  /** A point's value of an axis; null where the setting has no effect at it. */
  valueAt(point: number, { json, key }: LinkField): string | number | null {
    const defaults = this.header.defaults[json] ?? [null];
    return this.points[point]![key] ?? (defaults.length === 1 ? defaults[0]! : defaults[point] ?? null);
  }

  /** True of an axis that is listed with several values. One that follows another, as a default by SNR does, varies not by itself. */
  varies({ json }: LinkField): boolean {
    return (this.header.settings[json]?.length ?? 0) > 1;
  }

  unit(point: number, number: number): Unit {
    const { data, settings } = this.header;
    const units = this.unitsPerPoint / settings.repeat;
    const first = number % units * data.unit;
    const messages = Math.min(data.unit, data.messages - first);
    return { point, number, repeat: Math.floor(number / units) + 1, first, messages };
  }

  /** True where one shard has all of a point: points that may end early, because that depends on all that came before. */
  get wholePoints(): boolean {
    return this.header.settings.until_ci !== undefined;
  }

  /** Finds the shard, of `count`, that measures a unit, from 1: points or units go round. */
  shardOf({ point, number }: Unit, count: number): number {
    return (this.wholePoints ? point : point * this.unitsPerPoint + number) % count + 1;
  }
}
