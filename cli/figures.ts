import type { FidelityFigures } from "../fidelity/fidelity.ts";

/** What a row of the table of figures says. */
export interface Row {
  readonly label: string;
  readonly figures: FidelityFigures;
  readonly uses: number;
  readonly words: number;
  readonly passes: number;
  readonly ms: number;
}

const COLUMNS: readonly { readonly title: string; readonly width: number; cell(row: Row): string }[] = [
  { title: "#", width: 5, cell: (row) => row.label },
  {
    title: "exact",
    width: 7,
    cell: ({ figures: { exact } }) => exact === 1 ? "yes" : exact === 0 ? "no" : exact.toFixed(3),
  },
  { title: "BLEU-1", width: 8, cell: (row) => row.figures.bleu1.toFixed(3) },
  { title: "BLEU-4", width: 8, cell: (row) => row.figures.bleu4.toFixed(3) },
  { title: "WER", width: 7, cell: (row) => row.figures.word_error_rate.toFixed(3) },
  { title: "uses/word", width: 11, cell: ({ uses, words }) => words > 0 ? (uses / words).toFixed(2) : "-" },
  { title: "passes", width: 8, cell: ({ passes }) => Number.isInteger(passes) ? `${passes}` : passes.toFixed(1) },
  { title: "ms", width: 6, cell: (row) => row.ms.toFixed(0) },
];

/** The column titles of {@linkcode figuresRow}: 60 characters wide. */
export function figuresHeader(): string {
  return line((column) => column.title);
}

/** One message's figures, or the corpus's. */
export function figuresRow(row: Row): string {
  return line((column) => column.cell(row));
}

function line(cell: (column: typeof COLUMNS[number]) => string): string {
  return COLUMNS.map((column) => cell(column).padStart(column.width)).join("") + "\n";
}
