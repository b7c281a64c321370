import type { PointRows } from "./point_rows.ts";
import type { Point } from "./summary.ts";

/** A point that is measured, with all that was counted at it. */
export interface ClosedPoint {
  /** Its number in the sweep. */
  readonly number: number;
  readonly point: Point;
  readonly rows: PointRows;
}

/** Reasons why a point ended. */
export const STOP = {
  all: "all messages",
  narrow: "interval narrow enough",
  interrupted: "interrupted",
} as const;
