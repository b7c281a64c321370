import { RefusedError } from "../../errors.ts";
import { makeFolder } from "../../runtime/open.ts";
import { writeWhole } from "../../runtime/writing.ts";
import type { Summary } from "../statistics/summary.ts";
import { createPlots } from "./curves.ts";
import { writePage } from "./html.ts";
import { junit } from "./junit.ts";
import { drawPlots, plotFiles } from "./plot.ts";
import { summaryCsv } from "./summary_csv.ts";
import { summaryJsonl } from "./summary_jsonl.ts";
import { summaryMarkdown } from "./summary_markdown.ts";

/**
 * Writes summary.csv, summary.jsonl, summary.md, junit.xml, report.html and each of its plots as a picture and its specification,
 * plots/*.svg and plots/*.vl.json, into a folder that is made if need be. A file of an earlier run that has the same name is replaced, and any other is left alone.
 * @throws {RefusedError} if the folder of the pictures is a link to another.
 * @throws {RunError} if one cannot be written; each file is then either the old one or the whole new one.
 */
export async function writeReports(summary: Summary, folder: string): Promise<void> {
  const drawings = await drawPlots(createPlots(summary));
  const files: readonly (readonly [name: string, text: string])[] = [
    ["summary.csv", summaryCsv(summary)],
    ["summary.jsonl", summaryJsonl(summary)],
    ["summary.md", summaryMarkdown(summary)],
    ["junit.xml", junit(summary)],
    ...plotFiles(drawings),
    ["report.html", writePage(summary, drawings)],
  ];
  await writeFiles(folder, files);
}

/** Writes the files of a report into a folder that is made if need be, plots into one within. */
export async function writeFiles(
  folder: string,
  files: readonly (readonly [name: string, text: string])[],
): Promise<void> {
  const plots = `${folder}/plots`;
  makeFolder(plots);
  if (!Deno.lstatSync(plots).isDirectory) {
    throw new RefusedError(
      `Cannot write ${plots}: it is a symbolic link, and nothing is written through one: remove it`,
    );
  }
  for (const [name, text] of files) await writeWhole(`${folder}/${name}`, text);
}
