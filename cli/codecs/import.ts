import { importModel } from "../../codec/import/import.ts";
import { EXIT, UsageError } from "../../errors.ts";
import { Interruption } from "../shared/interruption.ts";
import { asLine, note } from "../shared/terminal.ts";
import type { ImportFlags } from "./flags.ts";
import { formatMillions, formatSize } from "./summary.ts";
import { trustOwn } from "./trust.ts";

/** Runs `semcom codecs import`. An import that is interrupted leaves nothing. */
export async function runImport(
  { model, out: given, adapter, name, prompt, end, quiet }: ImportFlags,
): Promise<number> {
  const out = given.replace(/(?<=.)[\\/]+$/, "");
  if (out === "") throw new UsageError("The codec folder has no name: give one after --out");
  using interruption = new Interruption();
  const live = !quiet && Deno.stderr.isTerminal();
  try {
    const manifest = await importModel(model, out, {
      ...adapter !== undefined && { adapter },
      ...name !== undefined && { name },
      ...prompt !== undefined && { prompt },
      ...end !== undefined && { end },
      signal: interruption.signal,
      progress: (done, total) => live && note(`\rimporting ${asLine(model, true)}: ${percent(done, total)}\x1b[K`),
    });
    if (live) note("\r\x1b[K");
    await trustOwn(out);
    const { name: codec, configuration: { architecture }, parameters, provenance: { rounded = {} } } = manifest;
    const errors = Object.entries(rounded).map(([type, error]) =>
      `${type} rounded with a relative error of ${error.toExponential(1)}`
    );
    if (!quiet) {
      note(
        `${asLine(out, true)}: ${codec}, ${architecture}, ${formatMillions(parameters.total)} parameters, ${
          formatSize(manifest)
        }${errors.length === 0 ? "" : `; ${errors.join(", ")}`}\n`,
      );
    }
    return EXIT.done;
  } catch (error) {
    if (live) note("\r\x1b[K");
    if (interruption.exitCode === undefined) throw error;
    note("Interrupted; nothing was written\n");
    return interruption.exitCode;
  }
}

const percent = (done: number, total: number) => `${Math.floor(100 * done / total)} %`;
