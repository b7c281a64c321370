import type { FieldName } from "../../link/fields.ts";
import type { Plan } from "../plan/plan.ts";
import { keyBy, sharedAxes } from "./compare.ts";

/** Spends that differ by no more than this, as a fraction of the larger, count as equal. */
export const EQUAL_SPEND = 0.02;

/** The axes that decide how many uses a message takes. */
const SPEND_AXES: readonly FieldName[] = ["rate", "budget", "bits", "code_rate"];

/** A sweep of which some points have results. */
export interface MeasuredSweep {
  readonly plan: Plan;
  /** Their numbers. */
  readonly points: readonly number[];
  /** Channel uses a word of each point, by its number. */
  readonly usesPerWord: ReadonlyMap<number, number>;
}

/** One system of a comparison at one setting: a point, or two of which its figures are interpolated. */
export interface Stand {
  /** Points with their weights, which sum to 1. */
  readonly parts: readonly { readonly point: number; readonly weight: number }[];
  /** Channel uses a word. */
  readonly usesPerWord: number;
}

/** Two systems to be compared at one setting. */
export interface StandPair {
  readonly a: Stand;
  readonly b: Stand;
  /** True where they take equal uses a word, within {@linkcode EQUAL_SPEND}. */
  readonly isEqual: boolean;
}

/**
 * Lines up points of two sweeps for comparison, in the order of `b`. They agree on every axis that differs within either,
 * but for those that decide how many uses a message takes (rate, budget, bits, code rate): there they are lined up by the
 * uses a word that were measured. Where none of the other sweep takes as many, two that take less and more are
 * interpolated, linearly in uses a word; and where there are no two, the nearest stands for what it is, of another spend.
 */
export function lineUp(a: MeasuredSweep, b: MeasuredSweep): StandPair[] {
  const key = keyBy(sharedAxes(a.plan, b.plan).filter((name) => !SPEND_AXES.includes(name)));
  const groupsOfA = Map.groupBy(a.points, (point) => key(a.plan, point));
  const groupsOfB = Map.groupBy(b.points, (point) => key(b.plan, point));
  return [...groupsOfB].flatMap(([name, pointsOfB]) => {
    const pointsOfA = groupsOfA.get(name) ?? [];
    if (pointsOfA.length === 0) return [];
    // The one with fewer spends says at which the two are compared.
    const [few, many] = pointsOfA.length < pointsOfB.length
      ? [{ ...a, points: pointsOfA }, { ...b, points: pointsOfB }]
      : [{ ...b, points: pointsOfB }, { ...a, points: pointsOfA }];
    return few.points.map((point) => {
      const stand = standAt(few, point);
      const other = standOf(many, stand.usesPerWord);
      const isEqual = isEqualSpend(stand.usesPerWord, other.usesPerWord);
      return few.plan === b.plan ? { a: other, b: stand, isEqual } : { a: stand, b: other, isEqual };
    });
  });
}

function standAt({ usesPerWord }: MeasuredSweep, point: number): Stand {
  return { parts: [{ point, weight: 1 }], usesPerWord: usesPerWord.get(point)! };
}

/** A system at so many uses a word, or as near to it as its points come. */
function standOf(sweep: MeasuredSweep, wanted: number): Stand {
  const stands = sweep.points.map((point) => standAt(sweep, point));
  const distance = ({ usesPerWord }: Stand) => Math.abs(usesPerWord - wanted);
  const nearest = stands.reduce((best, stand) => distance(stand) < distance(best) ? stand : best);
  if (isEqualSpend(nearest.usesPerWord, wanted)) return nearest;
  const below = stands.filter(({ usesPerWord }) => usesPerWord < wanted);
  const above = stands.filter(({ usesPerWord }) => usesPerWord > wanted);
  if (below.length === 0 || above.length === 0) return nearest;
  const low = below.reduce((best, stand) => stand.usesPerWord > best.usesPerWord ? stand : best);
  const high = above.reduce((best, stand) => stand.usesPerWord < best.usesPerWord ? stand : best);
  const weight = (wanted - low.usesPerWord) / (high.usesPerWord - low.usesPerWord);
  return {
    parts: [{ point: low.parts[0]!.point, weight: 1 - weight }, { point: high.parts[0]!.point, weight }],
    usesPerWord: wanted,
  };
}

/** True where two spends count as equal. */
export function isEqualSpend(one: number, other: number): boolean {
  return Math.abs(one - other) <= EQUAL_SPEND * Math.max(one, other);
}
