/**
 * Imports a model, and says how long it took, at what peak of memory, and what was rounded. Linux only: memory is read
 * from /proc.
 *
 *     deno run -A bench/causal/import.ts MODEL FOLDER [--prompt TEXT] [--end TEXT] [--activations F32|I8]
 */
import { parseArgs } from "node:util";
import { ACTIVATIONS, type Activations } from "../../codec/causal/configuration.ts";
import { importModel } from "../../codec/import/import.ts";
import { megabytes } from "../process.ts";

const { values: { prompt, end, activations }, positionals } = parseArgs({
  args: Deno.args,
  allowPositionals: true,
  options: { prompt: { type: "string" }, end: { type: "string" }, activations: { type: "string" } },
});
const [model, folder] = positionals;
if (model === undefined || folder === undefined) throw new Error("Give a model and the folder of the codec");
if (activations !== undefined && !ACTIVATIONS.includes(activations as Activations)) {
  throw new Error(`Activations are ${ACTIVATIONS.join(" or ")}`);
}
const controller = new AbortController();
Deno.addSignalListener("SIGINT", () => controller.abort(new Error("Interrupted")));
const begin = performance.now();
const { configuration, files, provenance: { rounded = {} } } = await importModel(model, folder, {
  ...prompt !== undefined && { prompt },
  ...end !== undefined && { end },
  ...activations !== undefined && { activations: activations as Activations },
  progress: (done, total) => Deno.stderr.writeSync(new TextEncoder().encode(`\r${Math.floor(100 * done / total)} %`)),
  signal: controller.signal,
});
const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
console.log(
  `\r${configuration.architecture}: ${(bytes / 1e6).toFixed(1)} MB in ${Object.keys(files).length + 1} files`,
);
console.log(
  `${((performance.now() - begin) / 1000).toFixed(1)} s, peak ${megabytes(Deno.pid, "VmHWM")!.toFixed(0)} MB`,
);
for (const [type, error] of Object.entries(rounded)) {
  console.log(`${type} was rounded to blocks of 8 bits: relative error ${(100 * error).toFixed(3)} %`);
}
Deno.exit();
