import { pathToFileURL } from "node:url";
import { RefusedError } from "../errors.ts";
import { unknownName } from "../suggest.ts";
import { type Manifest, parseManifest } from "./manifest.ts";

/** Where the codecs that come with semcom lie: beside the program, or inside the compiled one. */
const BUNDLED = new URL("../models/", import.meta.url);

/** A codec folder whose files have been read and checked. */
export interface CodecFolder {
  /** The folder, as a user would name it. */
  readonly path: string;
  readonly manifest: Manifest;
  /** SHA-256 of codec.json, which names the hash of every other file: the codec's identity. */
  readonly sha256: string;
  /** The bytes of every file that the manifest names. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** The names of the codecs that come with semcom, in alphabetical order. */
export async function bundledCodecs(): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(BUNDLED)) {
    if (isDirectory && await exists(new URL(`${name}/codec.json`, BUNDLED))) names.push(name);
  }
  return names.sort();
}

/**
 * Reads and checks a codec folder.
 * @param codec A bundled codec's name, or the path of a folder (it holds a slash or begins with a dot, or is a folder).
 * @throws {UsageError} if there is no such codec, naming the known ones.
 * @throws {RefusedError} if a file is missing, damaged, not listed in codec.json or not a plain file.
 */
export async function readCodecFolder(codec: string): Promise<CodecFolder> {
  const bundled = await bundledCodecs();
  const folder = bundled.includes(codec) ? new URL(`${codec}/`, BUNDLED) : await folderUrl(codec, bundled);
  const json = await readPlainFile(codec, folder, "codec.json");
  const manifest = parseManifest(new TextDecoder().decode(json));
  for await (const { name } of Deno.readDir(folder)) {
    if (name !== "codec.json" && !Object.hasOwn(manifest.files, name)) {
      throw new RefusedError(`Cannot use the codec ${codec}: it has a file that its codec.json does not list: ${name}`);
    }
  }
  const files = new Map<string, Uint8Array>();
  for (const [name, entry] of Object.entries(manifest.files)) {
    const bytes = await readPlainFile(codec, folder, name, entry.bytes);
    if (await sha256(bytes) !== entry.sha256) {
      throw new RefusedError(
        `Cannot use the codec ${codec}: ${name} is damaged: its SHA-256 is not the one in codec.json`,
      );
    }
    files.set(name, bytes);
  }
  return { path: codec, manifest, sha256: await sha256(json), files };
}

async function folderUrl(codec: string, bundled: readonly string[]): Promise<URL> {
  if (await isFolder(codec)) return pathToFileURL(`${codec}/`);
  if (/[\\/]|^\./.test(codec)) throw new RefusedError(`Cannot open the codec ${codec}: there is no such folder`);
  throw unknownName("codec", codec, bundled, "; or give a codec folder");
}

async function readPlainFile(
  codec: string,
  folder: URL,
  name: string,
  bytes?: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const url = new URL(name, folder);
  let info: Deno.FileInfo;
  try {
    info = await Deno.lstat(url);
  } catch {
    throw new RefusedError(`Cannot use the codec ${codec}: ${name} is missing`);
  }
  if (!info.isFile) throw new RefusedError(`Cannot use the codec ${codec}: ${name} is not a plain file`);
  if (bytes !== undefined && info.size !== bytes) {
    throw new RefusedError(
      `Cannot use the codec ${codec}: ${name} is damaged: it has ${info.size} bytes and codec.json says ${bytes}`,
    );
  }
  return await Deno.readFile(url);
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

async function isFolder(path: string): Promise<boolean> {
  return (await Deno.stat(path).catch(() => undefined))?.isDirectory ?? false;
}

async function exists(url: URL): Promise<boolean> {
  return await Deno.stat(url).then(() => true, () => false);
}
