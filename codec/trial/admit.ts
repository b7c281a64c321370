import { type CodecFolder, type FoundFolder, type Purpose, readCodecFolder, type ReadOptions } from "../folder/read.ts";
import { tryFolder } from "./trial.ts";
import { trustIn } from "./trust.ts";

/** Hashes of codecs with purposes that this process has tried them for. */
const tried = new Set<string>();

/**
 * Lets a codec pass whose graphs may run here: a bundled one, one that the user trusts, or one that has run in a process of
 * its own ({@linkcode tryFolder}). That lasts as long as this process; nothing is recorded.
 * @param vouched The hash of a codec.json that the caller vouches for, who has tried or written it.
 * @throws {RefusedError} if the codec is refused there.
 */
export async function admit(found: FoundFolder, purposes: readonly Purpose[], vouched?: string): Promise<void> {
  const { sha256 } = found;
  if (sha256 === vouched || await trustIn(found) !== "not trusted") return;
  const key = (purpose: Purpose) => `${sha256} ${purpose}`;
  const left = purposes.filter((purpose) => !tried.has(key(purpose)));
  if (left.length === 0) return;
  await tryFolder(found, left);
  for (const purpose of left) tried.add(key(purpose));
}

/**
 * Reads a codec folder and lets it pass as {@linkcode admit} does; what was read is what was tried.
 * @param codec A bundled codec's name, or the path of a folder.
 * @throws {RefusedError} as {@linkcode readCodecFolder} and {@linkcode admit} do.
 */
export async function readAdmitted(
  codec: string,
  purposes: readonly Purpose[],
  { vouched, inPlace = false }: { readonly vouched?: string } & Pick<ReadOptions, "inPlace"> = {},
): Promise<CodecFolder> {
  const folder = await readCodecFolder(codec, { purposes, inPlace });
  await admit(folder, purposes, vouched);
  return folder;
}
