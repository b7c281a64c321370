import { bundledCodecs, findCodecFolder, PURPOSES } from "../../codec/folder/read.ts";
import { describeCodec } from "../../codec/open.ts";
import { coderNamed } from "../../codec/separate/registry.ts";
import { tryFolder } from "../../codec/trial/trial.ts";
import { trustIn } from "../../codec/trial/trust.ts";
import { EXIT, SemcomError, UsageError } from "../../errors.ts";
import { asLine, note, print } from "../shared/terminal.ts";
import { formatSize } from "./summary.ts";

/** Runs `semcom codecs verify`: a line a codec, and the exit code of the last that is refused. */
export async function verifyCodecs(options: { readonly codec: string | undefined }): Promise<number> {
  let exitCode: number = EXIT.done;
  for (const codec of options.codec === undefined ? bundledCodecs() : [options.codec]) {
    try {
      print(`${asLine(codec, true)}  ok  ${await verify(codec)}\n`);
    } catch (error) {
      if (!(error instanceof SemcomError)) throw error;
      note(`semcom: error: ${asLine(error.message, true)}\n`);
      exitCode = error.exitCode;
    }
  }
  return exitCode;
}

async function verify(codec: string): Promise<string> {
  await describeCodec(codec); // a name that is none is said as such
  if (coderNamed(codec) !== undefined) {
    throw new UsageError(`Cannot verify the codec ${codec}: a source code has no files; give a codec folder`);
  }
  const found = await findCodecFolder(codec);
  await tryFolder(found, PURPOSES);
  const files = Object.keys(found.manifest.files).length + 1;
  return `${files} files  ${formatSize(found.manifest)}  sha256 ${found.sha256}  ${await trustIn(found)}`;
}
