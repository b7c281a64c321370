import type { Summary } from "../statistics/summary.ts";
import { pointColumns, pointRows } from "./point_columns.ts";

/** The points as JSON lines, an object a point with the columns of summary.csv; one that was not measured there is no key. */
export function summaryJsonl(summary: Summary): string {
  const columns = pointColumns(summary);
  return pointRows(summary).map((row) =>
    JSON.stringify(Object.fromEntries(columns.map(([name, of]) => [name, of(row)]))) + "\n"
  ).join("");
}
