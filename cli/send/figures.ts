import type { Figures } from "../../fidelity/fidelity.ts";

/** The contents of a row of the table of figures. */
export interface Row {
  readonly label: string;
  readonly figures: Figures;
  /** False where the receiver knows that the text is only a best guess; null of a corpus and where it cannot tell. */
  readonly delivered: boolean | null;
  /** The names of metrics that were asked for besides: a column each. */
  readonly further: readonly string[];
  readonly uses: number;
  readonly words: number;
  readonly passes: number;
  readonly ms: number;
}

interface Column {
  readonly title: string;
  readonly width: number;
  cell(row: Row): string;
}

const FIDELITY: readonly Column[] = [
  { title: "#", width: 5, cell: (row) => row.label },
  { title: "exact", width: 7, cell: exactCell },
  { title: "BLEU-1", width: 8, cell: (row) => shown(row.figures.bleu1) },
  { title: "BLEU-4", width: 8, cell: (row) => shown(row.figures.bleu4) },
  { title: "WER", width: 7, cell: (row) => shown(row.figures.word_error_rate) },
];

const COST: readonly Column[] = [
  { title: "uses/word", width: 11, cell: ({ uses, words }) => words > 0 ? (uses / words).toFixed(2) : "-" },
  { title: "passes", width: 8, cell: ({ passes }) => Number.isInteger(passes) ? `${passes}` : passes.toFixed(1) },
  { title: "ms", width: 6, cell: (row) => row.ms.toFixed(0) },
];

/** The column titles of {@linkcode figuresRow}: 60 characters wide, and two more than its name for each further metric. */
export function figuresHeader(further: readonly string[]): string {
  return line(further, (column) => column.title);
}

/** One message's figures, or the corpus's. */
export function figuresRow(row: Row): string {
  return line(row.further, (column) => column.cell(row));
}

/**
 * A message that the receiver gave up is "lost", not "no", which is left for errors that it does not know of; the best guess
 * that happens to be right is of no use to it, and a "guess".
 */
function exactCell({ figures: { exact }, delivered }: Row): string {
  if (delivered === false) return exact === 1 ? "guess" : "lost";
  return exact === 1 ? "yes" : exact === 0 ? "no" : exact!.toFixed(3);
}

function line(further: readonly string[], cell: (column: Column) => string): string {
  return [...FIDELITY, ...further.map(furtherColumn), ...COST]
    .map((column) => cell(column).padStart(column.width)).join("") + "\n";
}

function furtherColumn(name: string): Column {
  return { title: name, width: name.length + 2, cell: (row) => shown(row.figures[name]) };
}

/** A figure that is undefined of this text, as BLEU-4 of two words, is a hyphen. */
function shown(figure: number | undefined): string {
  return figure?.toFixed(3) ?? "-";
}
