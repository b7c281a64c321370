import { asLine } from "./terminal.ts";

/**
 * Rows of a table as lines, its columns as wide as what is in them, two spaces apart; numbers stand to the right. Where that
 * is wider than the terminal, the table becomes several, one below the other, each with the first columns and some of the others.
 * @param keys Columns that say what a row is of.
 * @param width Of the terminal, in characters.
 */
export function alignColumns(rows: readonly (readonly string[])[], keys = 0, width = Infinity): string {
  const all = rows[0]!.map((_, i) => column(rows.map((row) => asCell(row[i]!))));
  const first = all.slice(0, keys);
  const tables: (readonly string[])[][] = [];
  for (const one of all.slice(keys)) {
    const last = tables.at(-1);
    if (last !== undefined && widthOf([...last, one]) <= width) last.push(one);
    else tables.push([...first, one]);
  }
  return tables.map(lines).join("\n");
}

/** A cell's text without what would break a row, or move or turn what follows: a table is for people, wherever it goes. */
function asCell(text: string): string {
  return asLine(text, true).replaceAll("\t", "\\t");
}

/** A column's cells, all as wide as the widest. */
function column(cells: readonly string[]): string[] {
  const width = Math.max(...cells.map((cell) => cell.length));
  const numeric = cells.slice(1).every((cell) => /^(?:[+-]?[\d.]+(?:e[+-]?\d+)?|-)$/.test(cell));
  return cells.map((cell) => numeric ? cell.padStart(width) : cell.padEnd(width));
}

const GAP = "  ";

function widthOf(table: readonly (readonly string[])[]): number {
  return table.reduce((sum, [title]) => sum + title!.length, GAP.length * (table.length - 1));
}

function lines(table: readonly (readonly string[])[]): string {
  return table[0]!.map((_, row) => `${table.map((cells) => cells[row]!).join(GAP).trimEnd()}\n`).join("");
}
