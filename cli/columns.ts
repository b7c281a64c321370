/** Rows of a table as lines, its columns as wide as what is in them, two spaces apart; numbers stand to the right. */
export function columns(rows: readonly (readonly string[])[]): string {
  const count = rows[0]!.length;
  const layout = Array.from({ length: count }, (_, i) => ({
    width: Math.max(...rows.map((row) => row[i]!.length)),
    numeric: rows.slice(1).every((row) => /^(?:[+-]?[\d.]+(?:e[+-]?\d+)?|-)$/.test(row[i]!)),
  }));
  return rows.map((row) =>
    row.map((cell, i) => layout[i]!.numeric ? cell.padStart(layout[i]!.width) : cell.padEnd(layout[i]!.width))
      .join("  ").trimEnd() + "\n"
  ).join("");
}
