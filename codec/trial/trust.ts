import { RunError } from "../../errors.ts";
import { environment } from "../../runtime/environment.ts";
import { guardWriting } from "../../runtime/writing.ts";
import type { FoundFolder } from "../folder/read.ts";

/** Who vouches for a codec: the program that it came with, its user, or nobody. */
export type Trust = "bundled" | "trusted" | "not trusted";

/** A folder for its owner alone, and the right of others to write. */
const [OWN, OTHERS_WRITE] = [0o700, 0o022];

/** Says who vouches for a codec, by the hash of its codec.json: that names the hashes of all its files. */
export async function trustIn({ bundled, sha256 }: Pick<FoundFolder, "bundled" | "sha256">): Promise<Trust> {
  if (bundled) return "bundled";
  const folder = trustedFolder();
  const info = folder && await Deno.lstat(`${folder}/${sha256}`).catch(() => undefined);
  return info && info.isFile && ((info.mode ?? 0) & OTHERS_WRITE) === 0 ? "trusted" : "not trusted";
}

/**
 * Records that the user trusts a codec: a small file with its hash for a name, in the user's own configuration.
 * @throws {RunError} if there is no such place, or it cannot be written to.
 */
export async function trust({ path, manifest, sha256 }: FoundFolder): Promise<void> {
  const folder = requireFolder();
  await guardWriting(folder, () => Deno.mkdir(folder, { recursive: true, mode: OWN }));
  const record = `${folder}/${sha256}`;
  const beside = await guardWriting(folder, () => Deno.makeTempFile({ dir: folder })); // which nobody else may read or write
  await guardWriting(record, async () => {
    await Deno.writeTextFile(beside, `${manifest.name}\n${JSON.stringify(path)}\n`);
    await Deno.rename(beside, record);
  }, { partial: beside });
}

/**
 * Forgets that the user trusts a codec; says whether that was so.
 * @throws {RunError} if the record cannot be removed.
 */
export async function distrust({ sha256 }: FoundFolder): Promise<boolean> {
  const record = `${requireFolder()}/${sha256}`;
  return await guardWriting(record, () =>
    Deno.remove(record).then(() => true, (error) => {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }));
}

function requireFolder(): string {
  const folder = trustedFolder();
  if (folder !== undefined) return folder;
  throw new RunError(
    "Cannot record a trusted codec: there is no folder for configuration: set HOME or XDG_CONFIG_HOME",
  );
}

/** https://specifications.freedesktop.org/basedir-spec, where relative paths are to be ignored; on Windows, where programs keep such. */
function trustedFolder(): string | undefined {
  const [configured, home] = [environment("XDG_CONFIG_HOME"), environment("HOME")];
  const base = configured?.startsWith("/")
    ? configured
    : Deno.build.os === "windows"
    ? environment("APPDATA")
    : home && `${home}/.config`;
  return base && `${base}/semcom/trusted-codecs`;
}
