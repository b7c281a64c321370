import { pathToFileURL } from "node:url";
import { RefusedError } from "../../errors.ts";
import { WEIGHTS } from "../../runtime/session.ts";
import { hashHex } from "../../runtime/sha256.ts";
import { checkGraph } from "../check/graph_check.ts";
import { FOR_FINE_TUNING, MANIFEST, type Manifest, MAX_MANIFEST_BYTES, parseManifest } from "./manifest.ts";

/** Where the codecs that come with semcom lie: beside the program, or inside the compiled one. */
const BUNDLED = new URL("../../models/", import.meta.url);

/** A codec folder of which only codec.json has been read. */
export interface FoundFolder {
  /** The folder, as a user would name it. */
  readonly path: string;
  readonly manifest: Manifest;
  /** SHA-256 of codec.json, which names the hash of every other file: the codec's identity. */
  readonly sha256: string;
}

/** A codec folder whose files have been read and checked. */
export interface CodecFolder extends FoundFolder {
  /** The bytes of every file that the manifest names; those for fine-tuning only if they were asked for. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** The names of the codecs that come with semcom, in alphabetical order. */
export async function bundledCodecs(): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(BUNDLED)) {
    if (isDirectory && await exists(new URL(`${name}/${MANIFEST}`, BUNDLED))) names.push(name);
  }
  return names.sort();
}

/** Further files to read and checks to make, beyond what sending text needs. */
export interface ReadOptions {
  /** Read the files for fine-tuning as well: megabytes that sending text does not use. */
  readonly fineTuning?: boolean;
  /** Check the graphs of a bundled codec as well, which are otherwise trusted as the program is. */
  readonly distrust?: boolean;
}

/**
 * Reads the codec.json of a codec folder and nothing else.
 * @param codec A bundled codec's name, or the path of a folder.
 * @throws {RefusedError} if there is no such folder, or codec.json is missing or wrong.
 */
export async function findCodecFolder(codec: string): Promise<FoundFolder> {
  const { manifest, sha256 } = await readManifest(await openFolder(codec));
  return { path: codec, manifest, sha256 };
}

/**
 * Reads and checks a codec folder. Nothing is read that is larger than it may be, and the graphs are checked before the
 * weights are read.
 * @param codec A bundled codec's name, or the path of a folder.
 * @throws {RefusedError} if there is no such folder, or if a file is missing, damaged, not listed in codec.json, not a
 * plain file of its own, or a graph that {@linkcode checkGraph} refuses.
 */
export async function readCodecFolder(
  codec: string,
  { fineTuning = false, distrust = false }: ReadOptions = {},
): Promise<CodecFolder> {
  const folder = await openFolder(codec);
  const { manifest, sha256 } = await readManifest(folder);
  await folder.refuseOthers(manifest.files);
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const name of sortNames(Object.keys(manifest.files))) {
    const { bytes, sha256: expected } = manifest.files[name]!;
    await folder.checkSize(name, bytes);
    if (FOR_FINE_TUNING.includes(name) && !fineTuning) continue;
    const content = await folder.read(name, bytes);
    if (await hashHex(content) !== expected) {
      throw folder.refused(`${name} is damaged: its SHA-256 is not the one in ${MANIFEST}`);
    }
    if (name.endsWith(".onnx") && (!folder.bundled || distrust)) checkGraph(name, content, manifest);
    files.set(name, content);
  }
  return { path: codec, manifest, sha256, files };
}

async function readManifest(folder: Folder): Promise<{ manifest: Manifest; sha256: string }> {
  const json = await folder.read(MANIFEST, await folder.size(MANIFEST, MAX_MANIFEST_BYTES));
  return { manifest: parseManifest(new TextDecoder().decode(json)), sha256: await hashHex(json) };
}

async function openFolder(codec: string): Promise<Folder> {
  if ((await bundledCodecs()).includes(codec)) return new Folder(codec, new URL(`${codec}/`, BUNDLED), true);
  if (await isFolder(codec)) return new Folder(codec, pathToFileURL(`${codec}/`), false);
  throw new RefusedError(`Cannot open the codec ${codec}: there is no such folder`);
}

/** Puts the weights last, so that nothing large is read of a folder that is refused anyway. */
function sortNames(names: readonly string[]): string[] {
  return names.toSorted((a, b) => Number(a === WEIGHTS) - Number(b === WEIGHTS));
}

/** A folder that is not trusted; errors name it. */
class Folder {
  constructor(private readonly name: string, private readonly url: URL, readonly bundled: boolean) {}

  refused(why: string): RefusedError {
    return new RefusedError(`Cannot use the codec ${this.name}: ${why}`);
  }

  /** The size of a plain file of at most `max` bytes. */
  async size(name: string, max: number): Promise<number> {
    let info: Deno.FileInfo;
    try {
      info = await Deno.lstat(new URL(name, this.url));
    } catch (error) {
      throw this.refused(error instanceof Deno.errors.NotFound ? `${name} is missing` : cannotRead(name, error));
    }
    if (!info.isFile) throw this.refused(`${name} is not a plain file`);
    // Another name of the same file may change it, or show it where it was not meant to be seen. Package managers store
    // files once under many names, so the codecs that come with the program may have such files.
    if (!this.bundled && (info.nlink ?? 1) > 1) {
      throw this.refused(`${name} is a hard link to a file that has other names: copy the folder`);
    }
    if (info.size > max) throw this.refused(`${name} has ${info.size} bytes, and may have ${max}`);
    return info.size;
  }

  /** Refuses a file that has not the size that codec.json says. */
  async checkSize(name: string, bytes: number): Promise<void> {
    const size = await this.size(name, Infinity);
    if (size !== bytes) {
      throw this.refused(`${name} is damaged: it has ${size} bytes and codec.json says ${bytes}`);
    }
  }

  /** The first `bytes` bytes of a file, however long it has become since it was looked at. */
  async read(name: string, bytes: number): Promise<Uint8Array<ArrayBuffer>> {
    const content = new Uint8Array(bytes);
    try {
      using file = await Deno.open(new URL(name, this.url));
      for (let at = 0; at < bytes;) {
        const count = await file.read(content.subarray(at));
        if (count === null) throw new Error("it became shorter");
        at += count;
      }
    } catch (error) {
      throw this.refused(cannotRead(name, error));
    }
    return content;
  }

  /** Refuses a folder with a file that is not listed. */
  async refuseOthers(listed: Manifest["files"]): Promise<void> {
    for await (const { name } of Deno.readDir(this.url)) {
      if (name !== MANIFEST && !Object.hasOwn(listed, name)) {
        throw this.refused(`it has a file that its codec.json does not list: ${name}`);
      }
    }
  }
}

function cannotRead(name: string, error: unknown): string {
  return `${name} cannot be read: ${(error as Error).message}`;
}

async function isFolder(path: string): Promise<boolean> {
  return (await Deno.stat(path).catch(() => undefined))?.isDirectory ?? false;
}

async function exists(url: URL): Promise<boolean> {
  return await Deno.stat(url).then(() => true, () => false);
}
