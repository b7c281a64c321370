import assert from "node:assert/strict";

const read = (page: string) => Deno.readTextFileSync(new URL(`../docs/${page}`, import.meta.url));

interface Cell {
  readonly id: string;
  readonly cell_type: string;
  readonly metadata: unknown;
  readonly source: readonly string[];
  readonly execution_count?: unknown;
  readonly outputs?: unknown;
}

const notebook: {
  cells: Cell[];
  metadata: Record<string, Record<string, string>>;
  nbformat: number;
  nbformat_minor: number;
} = JSON.parse(read("sweep.ipynb"));
const sources = notebook.cells.filter(({ cell_type }) => cell_type === "code").map(({ source }) => source.join(""));
const program = sources.join("\n\n");

Deno.test("the notebook is of format 4.5, for Deno's kernel, without outputs", () => {
  assert.deepEqual([notebook.nbformat, notebook.nbformat_minor], [4, 5]);
  assert.equal(notebook.metadata.kernelspec!.name, "deno");
  assert.equal(notebook.metadata.language_info!.name, "typescript");
  assert.equal(new Set(notebook.cells.map(({ id }) => id)).size, notebook.cells.length);
  for (const { id, cell_type, source, outputs, execution_count } of notebook.cells) {
    assert.match(id, /^[\w-]{1,64}$/);
    assert.ok(source.slice(0, -1).every((line) => line.endsWith("\n")) && !source.at(-1)!.endsWith("\n"), id);
    const isCode = cell_type === "code";
    assert.ok(isCode || cell_type === "markdown", id);
    assert.deepEqual([outputs, execution_count], isCode ? [[], null] : [undefined, undefined], id);
  }
});

Deno.test("docs/library.md has the notebook's lines, about twenty", () => {
  assert.ok(read("library.md").includes(`\`\`\`ts\n${program}\n\`\`\`\n`));
  const count = program.split("\n").filter((line) => line !== "").length;
  assert.ok(count >= 15 && count <= 25, `${count}`);
});

Deno.test("the notebook's cells run in order, and say what they promise", async () => {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  const { table, log } = console;
  const rows: { bleu1: number }[] = [];
  const lines: string[] = [];
  try {
    await Deno.writeTextFile(file, `${program}\nexport { folder, pairs, svg };\n`);
    console.table = (data: { bleu1: number }[]) => rows.push(...data);
    console.log = (line: string) => lines.push(line);
    const { folder, pairs, svg } = await import(`file://${file}`);
    assert.ok(svg.startsWith("<svg ") && svg.includes("gpt2-mini"));
    assert.equal(pairs.length, 4);
    assert.throws(() => Deno.statSync(folder), Deno.errors.NotFound);
  } finally {
    Object.assign(console, { table, log });
    await Deno.remove(file);
  }
  assert.equal(rows.length, 8);
  assert.ok(rows.every(({ bleu1 }) => bleu1 >= 0 && bleu1 <= 1) && rows.some(({ bleu1 }) => bleu1 > 0.9));
  assert.equal(lines.length, 4);
  for (const line of lines) {
    assert.match(line, /^-?\d dB, \d\.\d\d and \d\.\d\d uses a word: -?\d\.\d{3}, p \d\.\d{3}$/);
  }
});
