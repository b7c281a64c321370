/**
 * The two tables of docs/codecs.md, made of what measure.ts wrote into each codec.json and of what the codecs' graphs compute; as a
 * program, puts them into it between their markers.
 *
 *     deno run -A models/recipe/table.ts
 */
import { complexityOf } from "../../codec/folder/complexity.ts";
import { bundledCodecs, findCodecFolder, type LearnedFolder, readLearnedFolder } from "../../codec/folder/read.ts";
import { isCausal } from "../../codec/folder/manifest.ts";
import { STRUCTURES } from "../../codec/folder/learned_manifest.ts";

/** A text's corpus figures at each Es/N0 in dB. */
type TextFigures = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The texts that codecs are measured on, as a reader knows them. */
export const TEXTS = { europarl: "Europarl", brown: "Brown (never seen)", books: "books", dialogue: "dialogue" };
const COLUMNS = { bleu1: "BLEU-1", bleu4: "BLEU-4", exact: "exact", passes: "passes" };
const row = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;

/** One codec's fidelity: a row a text and metric, a column an SNR. */
export function figuresTable(figures: Readonly<Record<string, TextFigures>>): string {
  const texts = Object.keys(TEXTS).filter((text) => figures[text]);
  const snrs = findSnrs(figures[texts[0]!]!);
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

/** Codecs side by side: what each costs and what arrives, a column a codec. */
export function codecsTable(folders: readonly LearnedFolder[]): string {
  const codecs = folders.map((folder) => {
    const { kind, parameters: { total, embedding }, figures } = folder.manifest as LearnedFolder["manifest"] & Measured;
    return { kind, total, embedding, figures, ...complexityOf(folder) };
  });
  const [first] = codecs;
  const snrs = findSnrs(first!.figures.europarl);
  const line = (title: string, cell: (codec: typeof codecs[number]) => string) => row([title, ...codecs.map(cell)]);
  const texts = [["europarl", "Europarl (kind seen)"], ["brown", "Brown (kind never seen)"]] as const;
  return [
    row(["", ...folders.map(({ manifest }) => manifest.name)]),
    row(["---", ...folders.map(() => "---")]),
    line("structure", ({ kind }) => STRUCTURES[kind]),
    line("parameters: embedding + rest", (c) => `${millions(c.embedding)} + ${millions(c.total - c.embedding)} M`),
    line("multiply-accumulates a token: transmitting", ({ macs }) => `${millions(macs.transmit)} M`),
    line("receiving, and each decoder pass", ({ macs }) => `${millions(macs.receive)} M, ${millions(macs.pass)} M`),
    line("files for sending", ({ bytes }) => `${(bytes / 2 ** 20).toFixed(1)} MiB`),
    line(
      `a sentence at ${first!.figures.speed.snr_db} dB, ${first!.figures.speed.threads} threads`,
      ({ figures: { speed } }) => `${speed.ms.toFixed(0)} ms, ${speed.passes.toFixed(1)} passes`,
    ),
    ...texts.flatMap(([text, title]) =>
      snrs.map((snr) =>
        line(`${title}, ${snr} dB: BLEU-1, exact`, ({ figures }) => {
          const { bleu1, exact } = figures[text][snr]!;
          return `${bleu1!.toFixed(3)}, ${exact!.toFixed(3)}`;
        })
      )
    ),
  ].join("\n");
}

/** Fields that measure.ts adds to a manifest. */
interface Measured {
  readonly figures: {
    readonly europarl: TextFigures;
    readonly brown: TextFigures;
    readonly speed: { readonly snr_db: number; readonly threads: number; readonly ms: number; readonly passes: number };
  };
}

const millions = (count: number) => (count / 1e6).toFixed(2);

function findSnrs(figures: TextFigures): number[] {
  return Object.keys(figures).map(Number).sort((a, b) => a - b);
}

/** The page that has them. */
const PAGE = "docs/codecs.md";

/** The page with both tables in their places. */
export async function insertTables(page: string): Promise<string> {
  const found = await Promise.all(bundledCodecs().map((name) => findCodecFolder(name)));
  const learned = found.filter(({ manifest }) => !isCausal(manifest));
  const folders = await Promise.all(learned.map(({ path }) => readLearnedFolder(path, { purposes: ["learned"] })));
  const figures = folders[0]!.manifest.figures as Readonly<Record<string, TextFigures>>;
  return replaceTable(replaceTable(page, "codecs", codecsTable(folders)), "figures", figuresTable(figures));
}

/** The text with what stands between a pair of markers replaced. */
function replaceTable(text: string, name: string, table: string): string {
  const [before, after] = [`<!-- ${name} -->`, `<!-- /${name} -->`].map((marker) => text.indexOf(marker));
  return `${text.slice(0, before)}<!-- ${name} -->\n${table}\n${text.slice(after)}`;
}

if (import.meta.main) Deno.writeTextFileSync(PAGE, await insertTables(Deno.readTextFileSync(PAGE)));
