import { bundledCodecs, findCodecFolder } from "../../codec/folder/read.ts";
import deno from "../../deno.json" with { type: "json" };
import { EXIT } from "../../errors.ts";
import { asJson, print } from "../shared/terminal.ts";

/** Runs `semcom --version --json`: everything that a figure may depend on besides the settings and the machine. */
export async function printVersions(): Promise<number> {
  const folders = await Promise.all(bundledCodecs().map((name) => findCodecFolder(name)));
  print(asJson({
    schema: 1,
    semcom: deno.version,
    deno: Deno.version.deno,
    onnxruntime: deno.imports["onnxruntime-node"].split("@").at(-1),
    target: Deno.build.target,
    codecs: Object.fromEntries(
      folders.map(({ manifest: { name, version }, sha256 }) => [name, { version, sha256 }]),
    ),
  }));
  return EXIT.done;
}
