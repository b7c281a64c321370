import { bundledCodecs, findCodecFolder } from "../../codec/folder/read.ts";
import { schemesOf } from "../../codec/open.ts";
import { sourceCoders } from "../../codec/separate/registry.ts";
import { EXIT } from "../../errors.ts";
import { asJson, print } from "../shared/terminal.ts";
import { architectureOf, formatMillions, formatSize, summariseCoder, summariseFolder } from "./summary.ts";

/** Runs `semcom codecs list`. */
export async function listCodecs(options: { readonly json: boolean }): Promise<number> {
  const folders = await Promise.all(bundledCodecs().map((name) => findCodecFolder(name)));
  const coders = sourceCoders();
  if (options.json) {
    print(asJson([...folders.map(summariseFolder), ...coders.map(summariseCoder)]));
    return EXIT.done;
  }
  const rows = [
    ...folders.map(({ manifest }) => [
      manifest.name,
      schemesOf(manifest).join(", "),
      `${architectureOf(manifest)}, ${formatMillions(manifest.parameters.total)} parameters, ${formatSize(manifest)}`,
    ]),
    ...coders.map(({ name, description }) => [name, "separate", description]),
  ];
  const widths = [0, 1].map((i) => Math.max(...rows.map((row) => row[i]!.length)) + 2);
  for (const [name, schemes, rest] of rows) {
    print(`${name!.padEnd(widths[0]!)}${schemes!.padEnd(widths[1]!)}${rest}\n`);
  }
  return EXIT.done;
}
