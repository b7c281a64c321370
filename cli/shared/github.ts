import type { Summary } from "../../evaluation/statistics/summary.ts";
import { summaryMarkdown } from "../../evaluation/report/summary_markdown.ts";
import { replaceUnprintable } from "../../evaluation/report/markup.ts";
import { cannotWrite } from "../../runtime/writing.ts";
import { note } from "./terminal.ts";

/**
 * Tells GitHub Actions: an annotation for each gate that was missed, and the summary on the page of the step. Annotations
 * go to standard error, which Actions reads as it does standard output.
 * @throws {RunError} if the summary's file, which Actions names, cannot be written.
 */
export async function annotate(summary: Summary): Promise<void> {
  for (const { gate, passed, detail } of summary.gates) {
    if (!passed) note(`::error title=${property(`semcom gate ${gate}`)}::${escapeData(detail)}\n`);
  }
  const path = Deno.env.get("GITHUB_STEP_SUMMARY");
  if (!path) return;
  try {
    await Deno.writeTextFile(path, summaryMarkdown(summary), { append: true });
  } catch (error) {
    throw cannotWrite(`the step summary ${path}`, error);
  }
}

/** Text of a workflow command: it ends at its line. */
function escapeData(text: string): string {
  return replaceUnprintable(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** A property of a workflow command, which commas and colons would end too. */
function property(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
