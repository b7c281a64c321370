import { MERGES_PER_TOKEN } from "../../codec/causal/language_model.ts";
import { isCausal, type Manifest } from "../../codec/folder/manifest.ts";
import { bundledCodecs, readCodecFolder } from "../../codec/folder/read.ts";
import { describeCodec } from "../../codec/open.ts";
import { coderNamed } from "../../codec/separate/registry.ts";
import { Tokenizer } from "../../codec/text/tokenizer.ts";
import { TOKENIZER } from "../../codec/text/tokenizer_file.ts";
import { EXIT, SemcomError, UsageError } from "../../errors.ts";
import { asLine, note, print } from "../shared/terminal.ts";
import { formatSize } from "./summary.ts";

/** Runs `semcom codecs verify`: a line a codec, and the exit code of the last that is refused. */
export async function verifyCodecs(options: { readonly codec: string | undefined }): Promise<number> {
  let exitCode: number = EXIT.done;
  for (const codec of options.codec === undefined ? await bundledCodecs() : [options.codec]) {
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
  const { manifest, sha256, files } = await readCodecFolder(codec, { distrust: true });
  openTokenizer(manifest, new TextDecoder().decode(files.get(TOKENIZER)))[Symbol.dispose]();
  return `${files.size + 1} files  ${formatSize(manifest)}  sha256 ${sha256}`;
}

function openTokenizer(manifest: Manifest, json: string): Tokenizer {
  return isCausal(manifest)
    ? new Tokenizer(json, manifest.configuration.vocabulary, MERGES_PER_TOKEN)
    : new Tokenizer(json, manifest.vocabulary);
}
