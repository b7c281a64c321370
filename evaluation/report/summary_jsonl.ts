import type { Summary } from "../statistics/summary.ts";
import { pointColumns } from "./point_columns.ts";

/** The points as JSON lines, an object a point with the columns of summary.csv; one that was not measured there is no key. */
export function summaryJsonl(summary: Summary): string {
  const columns = pointColumns(summary);
  return summary.points.map((point) =>
    JSON.stringify(Object.fromEntries(columns.map(([name, of]) => [name, of(point)]))) + "\n"
  ).join("");
}
