import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { RunError, SemcomError } from "../../errors.ts";
import { cannotWrite } from "../writing.ts";

/** Bits of a mode: others than the owner may write; of what is in a folder, only its owner may rename or remove it. */
const OTHERS_WRITE = 0o022, STICKY = 0o1000;

const WAY_OUT = "set XDG_CACHE_HOME to a folder that only you can write to";

/**
 * Keeps files in a folder that only this user can write to, named by what is in them, and compares what is there byte for
 * byte with what is asked for. What is missing, damaged or foreign is written anew, beside its place and renamed; who
 * comes at the same time waits.
 * @param files The files' bytes by their names.
 * @param caches The folder for it: that of the user's caches by default.
 * @returns The folder's path.
 * @throws {RunError} if there is no such folder, or anybody else could change what is in it.
 */
export function keepInPrivate(
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
  caches: string | undefined = cacheFolder(),
): string {
  if (caches === undefined) {
    throw new RunError(`Cannot unpack ONNX Runtime: the environment names no home folder: ${WAY_OUT}`);
  }
  const folder = join(caches, "semcom", hashOf(files));
  try {
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = Deno.realPathSync(folder);
    requirePrivate(path);
    if (!isWhole(path, files)) write(path, files);
    return path;
  } catch (error) {
    throw error instanceof SemcomError ? error : cannotWrite(`to the folder ${folder}`, error, WAY_OUT);
  }
}

/** Where the system keeps what programs can make again. */
function cacheFolder(): string | undefined {
  const [xdg, home, local] = ["XDG_CACHE_HOME", "HOME", "LOCALAPPDATA"].map((name) => Deno.env.get(name));
  return xdg || (Deno.build.os === "windows" ? local : home && join(home, ".cache")) || undefined;
}

function hashOf(files: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash("sha256");
  for (const [name, bytes] of files) hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  return hash.digest("hex").slice(0, 32);
}

/** True of what is this user's and nobody else can write to. Windows has no such bits; a user's folders there are the user's. */
function isOwn({ uid, mode }: Deno.FileInfo): boolean {
  return uid === null || mode === null || uid === Deno.uid() && (mode & OTHERS_WRITE) === 0;
}

/** Refuses a folder that somebody else could write to, or put another in the place of. */
function requirePrivate(path: string): void {
  const refuse = (at: string) =>
    new RunError(`Cannot unpack ONNX Runtime in ${path}: others can write to ${at}: chmod go-w it, or ${WAY_OUT}`);
  if (!isOwn(Deno.lstatSync(path))) throw refuse(path);
  for (let at = dirname(path), below = path; at !== below; below = at, at = dirname(at)) {
    const info = Deno.lstatSync(at);
    const isSystems = info.uid === 0 && (info.mode! & OTHERS_WRITE) === 0;
    if (!isOwn(info) && !isSystems && (info.mode! & STICKY) === 0) throw refuse(at);
  }
}

/** True if every file is there, a plain file of this user's, with those bytes. */
function isWhole(folder: string, files: ReadonlyMap<string, Uint8Array>): boolean {
  return [...files].every(([name, bytes]) => {
    const path = join(folder, name);
    try {
      const info = Deno.lstatSync(path);
      return info.isFile && isOwn(info) && info.size === bytes.length &&
        Buffer.from(Deno.readFileSync(path)).equals(bytes);
    } catch {
      return false; // it is not there, or cannot be read: it is written anew
    }
  });
}

function write(folder: string, files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>): void {
  using lock = Deno.openSync(join(folder, "lock"), { write: true, create: true, mode: 0o600 });
  lock.lockSync(true); // until it is closed, or the process ends in whatever way
  for (const file of files) {
    if (isWhole(folder, new Map([file]))) continue; // another process has written it
    const [name, bytes] = file;
    const partial = join(folder, `${name}.partial`);
    Deno.writeFileSync(partial, bytes, { mode: 0o600 });
    Deno.renameSync(partial, join(folder, name));
  }
}
