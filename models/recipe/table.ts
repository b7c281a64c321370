/**
 * The measured figures of a codec as Markdown; as a program, puts them into README.md between its markers.
 *
 *     deno run -A models/recipe/table.ts
 */

/** What measure.ts writes into codec.json. */
interface Figures {
  readonly [text: string]: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const TEXTS = { europarl: "Europarl", brown: "Brown (never seen)", books: "books", dialogue: "dialogue" };
const COLUMNS = { bleu1: "BLEU-1", bleu4: "BLEU-4", exact: "exact", passes: "passes" };

/** Where README.md holds the table. */
export const MARKERS = ["<!-- figures -->", "<!-- /figures -->"] as const;

/** One row a text and metric, one column an SNR. */
export function figuresTable(figures: Figures): string {
  const texts = Object.keys(TEXTS).filter((text) => figures[text]);
  const snrs = Object.keys(figures[texts[0]!]!).map(Number).sort((a, b) => a - b);
  const row = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  const rows = texts.flatMap((text) =>
    Object.entries(COLUMNS).map(([key, title]) =>
      row([
        TEXTS[text as keyof typeof TEXTS],
        title,
        ...snrs.map((snr) => figures[text]![snr]![key]!.toFixed(key === "passes" ? 1 : 3)),
      ])
    )
  );
  return [row(["text", "Es/N0 (dB)", ...snrs]), row(["---", "---", ...snrs.map(() => "--:")]), ...rows].join("\n");
}

/** The text with what stands between the markers replaced. */
export function withTable(readme: string, table: string): string {
  const [before, after] = [readme.indexOf(MARKERS[0]) + MARKERS[0].length, readme.indexOf(MARKERS[1])];
  return `${readme.slice(0, before)}\n${table}\n${readme.slice(after)}`;
}

if (import.meta.main) {
  const { figures } = JSON.parse(Deno.readTextFileSync("models/bart-mini/codec.json"));
  Deno.writeTextFileSync("README.md", withTable(Deno.readTextFileSync("README.md"), figuresTable(figures)));
}
