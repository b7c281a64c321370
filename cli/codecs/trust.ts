import { isCausal } from "../../codec/folder/manifest.ts";
import { findCodecFolder, type FoundFolder, PURPOSES } from "../../codec/folder/read.ts";
import { tryFolder } from "../../codec/trial/trial.ts";
import { distrust, trust, trustIn } from "../../codec/trial/trust.ts";
import { EXIT, SemcomError, UsageError } from "../../errors.ts";
import { isRecord } from "../../runtime/json.ts";
import { asLine, note } from "../shared/terminal.ts";

/** Runs `semcom codecs trust`. */
export async function trustCodec(options: { readonly codec: string; readonly undo: boolean }): Promise<number> {
  const found = await findCodecFolder(options.codec);
  if (found.bundled) {
    throw new UsageError(`Cannot trust the codec ${options.codec}: it is bundled, and trusted as the program is`);
  }
  const say = (what: string) => note(`${asLine(options.codec, true)}: ${what}\n`);
  if (options.undo) {
    say(await distrust(found) ? "trusted no longer" : "it was not trusted");
  } else {
    await tryFolder(found, PURPOSES);
    await trust(found);
    say(`trusted, sha256 ${found.sha256}`);
  }
  return EXIT.done;
}

/**
 * Trusts a codec folder that this program has just written.
 * @param codec Its path.
 * @param base The codec that it was fine-tuned from, whose graphs it has: that must be trusted itself.
 */
export async function trustOwn(codec: string, base?: string): Promise<void> {
  try {
    const found = await findCodecFolder(codec);
    if (base === undefined || await isTrustedBase(found, await findCodecFolder(base))) await trust(found);
  } catch (error) {
    // It is there all the same, and will be tried.
    if (!(error instanceof SemcomError)) throw error;
  }
}

/** True if the codec was fine-tuned from the folder as it is now, and that is trusted. */
async function isTrustedBase({ manifest }: FoundFolder, base: FoundFolder): Promise<boolean> {
  const { fine_tuning: made } = isCausal(manifest) ? manifest.provenance : manifest.training;
  const from = isRecord(made) && isRecord(made.base) ? made.base.sha256 : undefined;
  return from === base.sha256 && await trustIn(base) !== "not trusted";
}
