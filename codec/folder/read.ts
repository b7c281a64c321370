import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { RefusedError, RunError } from "../../errors.ts";
import { openBundled, type Place, placeOfBundled } from "../../runtime/bundled.ts";
import type { OpenPart } from "../../runtime/executable.ts";
import { moveExternalData } from "../../runtime/external_data.ts";
import { isMissing, PlainFile } from "../../runtime/plain_file.ts";
import { isWeights, type ModelFiles, type PlacedGraph } from "../../runtime/session.ts";
import { hashHex } from "../../runtime/sha256.ts";
import { adaptersOf, type Configuration } from "../causal/configuration.ts";
import { buildGraphs, GRAPH } from "../causal/graphs.ts";
import { causalFiles, type CausalManifest, ownAdapters } from "./causal_manifest.ts";
import { TOKENIZER } from "../text/tokenizer_file.ts";
import { FOR_FINE_TUNING, type LearnedManifest } from "./learned_manifest.ts";
import { isCausal, languageModelOf, MANIFEST, type Manifest, MAX_MANIFEST_BYTES, parseManifest } from "./manifest.ts";

/** Where the codecs that come with semcom lie: beside the program, or inside the compiled one. */
const BUNDLED = new URL("../../models/", import.meta.url);

/** A codec folder of which only codec.json has been read. */
export interface FoundFolder<M extends Manifest = Manifest> {
  /** The folder, as a user would name it. */
  readonly path: string;
  /** True of a codec that comes with the program, and is trusted as it is. */
  readonly bundled: boolean;
  readonly manifest: M;
  /** SHA-256 of codec.json, which names the hash of every other file: the codec's identity. */
  readonly sha256: string;
}

/** A codec folder whose files have been read and checked. */
export interface CodecFolder<M extends Manifest = Manifest> extends FoundFolder<M> {
  /** The bytes of the files that were asked for. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** The graphs that were asked for and whose weights are left where they lie. */
  readonly inPlace: ReadonlyMap<string, PlacedGraph>;
}

/** All the files that a folder's graphs run from. */
export function modelFilesOf({ files, inPlace }: CodecFolder): ModelFiles {
  return new Map<string, Uint8Array | PlacedGraph>([...files, ...inPlace]);
}

/** The names of the codecs that come with semcom, in alphabetical order. */
export function bundledCodecs(): string[] {
  const isFolder = ({ name, isDirectory }: Deno.DirEntry) =>
    isDirectory && existsSync(new URL(`${name}/${MANIFEST}`, BUNDLED));
  return [...Deno.readDirSync(BUNDLED)].filter(isFolder).map(({ name }) => name).sort();
}

/** The folder of a codec with a rate adapter. */
export type LearnedFolder = CodecFolder<LearnedManifest>;

/** The files of a codec folder to read, by what they are for; those that are named under none are always read. */
export type Purpose = typeof PURPOSES[number];

export const PURPOSES = ["learned", "language model", "fine-tuning"] as const;

/** The part of a codec folder that is read, and how far it is trusted. */
export interface ReadOptions {
  /** All of them by default. */
  readonly purposes?: readonly Purpose[];
  /** Check a bundled codec as a stranger's, which is otherwise trusted as the program is. */
  readonly distrust?: boolean;
  /**
   * Leave a bundled codec's weights where they lie, if that is a file of the disk, for the runtime to map into memory: faster
   * than to read them, in half the memory, and shared by all who do.
   */
  readonly inPlace?: boolean;
  /** The folder in which the codec's base may lie, if it has one and that is not bundled; the codec's own by default. */
  readonly beside?: string;
}

/**
 * Reads the codec.json of a codec folder and nothing else.
 * @param codec A bundled codec's name, or the path of a folder.
 * @throws {RefusedError} if there is no such folder, or codec.json is missing or wrong.
 */
export async function findCodecFolder(codec: string): Promise<FoundFolder> {
  const folder = await openFolder(codec);
  return { path: codec, bundled: folder.bundled, ...await readManifest(folder) };
}

/**
 * Reads and checks a codec folder. Nothing is read that is larger than it may be, and the graphs are checked before the
 * weights are read.
 * @param codec A bundled codec's name, or the path of a folder.
 * @throws {RefusedError} if there is no such folder, or if a file is missing, damaged, not listed in codec.json, not a
 * plain file of its own, or a graph that codec/check or codec/causal/check.ts refuses.
 */
export async function readCodecFolder(
  codec: string,
  options: ReadOptions = {},
): Promise<CodecFolder> {
  const { purposes = PURPOSES, distrust = false, inPlace = false, beside = dirname(resolve(codec)) } = options;
  const folder = await openFolder(codec);
  const { manifest, sha256 } = await readManifest(folder);
  await folder.refuseOthers(manifest.files);
  const check = !folder.bundled || distrust;
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const left = new Map<string, PlacedGraph>();
  const names = Object.keys(manifest.files);
  const weights = inPlace && !check ? folder.placesOf(names.filter(isWeights)) : undefined;
  const read = (name: string) => {
    const { bytes, sha256 } = manifest.files[name]!;
    if (weights === undefined || !isForRuntime(name)) {
      files.set(name, folder.read(name, bytes, check ? sha256 : undefined));
    } else if (!isWeights(name)) left.set(name, folder.place(name, bytes, weights));
  };
  for (const name of names) folder.checkSize(name, manifest.files[name]!.bytes);
  const languageModel = languageModelFilesOf(manifest);
  const wanted = names.filter((name) => {
    const purpose = purposeOf(name, languageModel);
    return purpose === undefined || purposes.includes(purpose);
  });
  for (const name of wanted.filter((name) => !isWeights(name))) read(name);
  if (check) await checkAllGraphs(manifest, files, languageModel);
  for (const name of wanted.filter(isWeights)) read(name);
  if (isCausal(manifest) && manifest.base !== undefined && purposes.includes("language model")) {
    for (const [name, bytes] of await readBase(folder, manifest, { ...options, beside })) files.set(name, bytes);
  }
  return { path: codec, bundled: folder.bundled, manifest, sha256, files, inPlace: left };
}

/** True of the name of a graph or of weights, which none but the runtime reads of a codec that is trusted. */
function isForRuntime(name: string): boolean {
  return name.endsWith(".onnx") || isWeights(name);
}

/**
 * The files that a codec with a base has not itself: its graphs, which follow from its configuration, and those of its base.
 * @param beside The folder in which the base may lie.
 */
async function readBase(
  folder: Folder,
  manifest: CausalManifest,
  options: ReadOptions & { readonly beside: string },
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const { configuration, base } = manifest;
  const { name, sha256 } = base!;
  const path = bundledCodecs().includes(name) ? name : `${options.beside}/${name}`;
  if (path !== name && !await isFolder(path)) {
    throw folder.refused(`its base ${name} is neither bundled nor beside it: put the folder of that name there`);
  }
  const found = await findCodecFolder(path);
  if (found.sha256 !== sha256) {
    throw folder.refused(
      `its base ${name} is another than it was made for: the SHA-256 of its codec.json is not ${sha256}: put that one there, or fine-tune again`,
    );
  }
  const { shared, own } = ownAdapters(manifest);
  if (
    !isCausal(found.manifest) || found.manifest.base !== undefined ||
    !isDeepStrictEqual(firstOf(configuration, shared), firstOf(found.manifest.configuration, shared))
  ) {
    throw folder.refused(`its configuration is not that of its base ${name}: fine-tune again`);
  }
  const { files } = await readCodecFolder(path, { ...options, purposes: ["language model"], inPlace: false });
  const { required } = causalFiles(configuration);
  const others = [...files].filter(([name]) => name === TOKENIZER || required.includes(name) && !own.has(name));
  return new Map([...others, ...buildGraphs(configuration)]);
}

/** A model with the first of its adapters alone. */
function firstOf(configuration: Configuration, adapters: number): Configuration {
  return { ...configuration, adapter: adaptersOf(configuration).slice(0, adapters) };
}

/**
 * Reads the folder of a learned codec.
 * @throws {RefusedError} as {@linkcode readCodecFolder} does, and for a codec without a rate adapter.
 */
export async function readLearnedFolder(codec: string, options: ReadOptions = {}): Promise<LearnedFolder> {
  return requireLearned(await readCodecFolder(codec, options));
}

/** The folder, if it is one of a learned codec; a {@linkcode RefusedError} if not. */
export function requireLearned(folder: CodecFolder): LearnedFolder {
  if (!isCausal(folder.manifest)) return folder as LearnedFolder;
  throw new RefusedError(`Cannot use the codec ${folder.path} here: it is a language model without a rate adapter`);
}

/** The graphs and weights of a codec's causal language model. */
function languageModelFilesOf(manifest: Manifest): ReadonlySet<string> {
  const model = languageModelOf(manifest);
  return new Set(model === undefined ? [] : causalFiles(model.configuration).required);
}

/** The one purpose that a file serves; undefined of one that serves all. */
function purposeOf(name: string, languageModel: ReadonlySet<string>): Purpose | undefined {
  if (languageModel.has(name)) return "language model";
  if (FOR_FINE_TUNING.includes(name)) return "fine-tuning";
  return isForRuntime(name) ? "learned" : undefined;
}

/** Checks the graphs among the files. What checks them is loaded for a stranger's folder alone. */
async function checkAllGraphs(
  manifest: Manifest,
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
  languageModel: ReadonlySet<string>,
): Promise<void> {
  const model = languageModelOf(manifest);
  if (model !== undefined && files.has(GRAPH)) (await import("../causal/check.ts")).checkGraphs(model, files);
  if (isCausal(manifest)) return;
  const { checkGraph } = await import("../check/graph_check.ts");
  for (const [name, content] of files) {
    if (name.endsWith(".onnx") && !languageModel.has(name)) checkGraph(name, content, manifest);
  }
}

async function readManifest(folder: Folder): Promise<{ manifest: Manifest; sha256: string }> {
  const json = folder.read(MANIFEST, folder.size(MANIFEST, MAX_MANIFEST_BYTES), undefined);
  return { manifest: parseManifest(new TextDecoder().decode(json)), sha256: await hashHex(json) };
}

async function openFolder(codec: string): Promise<Folder> {
  if (bundledCodecs().includes(codec)) return new Folder(codec, new URL(`${codec}/`, BUNDLED), true);
  if (await isFolder(codec)) return new Folder(codec, pathToFileURL(`${codec}/`), false);
  throw new RefusedError(`Cannot open the codec ${codec}: there is no such folder`);
}

/** A file is hashed as it comes, so many bytes at a time, while they are in the processor's cache. */
const PIECE_BYTES = 2 ** 18;

/** A folder that is not trusted; errors name it. */
class Folder {
  constructor(private readonly name: string, private readonly url: URL, readonly bundled: boolean) {}

  /** Where files lie on the disk; undefined where they do not, as within some compiled programs. */
  placesOf(names: readonly string[]): Map<string, Place> | undefined {
    const places = names.map((name) => [name, placeOfBundled(this.at(name))] as const);
    return places.every(([, place]) => place !== undefined) ? new Map(places as [string, Place][]) : undefined;
  }

  /** A graph whose weights the runtime reads from where they lie. */
  place(name: string, bytes: number, weights: ReadonlyMap<string, Place>): PlacedGraph {
    const [{ path, offset }] = [...weights.values()] as [Place];
    const read = () => this.read(name, bytes, undefined);
    return { folder: dirname(path), read: () => offset === 0 ? read() : moveExternalData(read(), weights) };
  }

  at(name: string): URL {
    return new URL(name, this.url);
  }

  refused(why: string): RefusedError {
    return new RefusedError(`Cannot use the codec ${this.name}: ${why}`);
  }

  /** The size of a plain file of at most `max` bytes. */
  size(name: string, max: number): number {
    using file = this.#open(name);
    if (file.size > max) throw this.refused(`${name} has ${file.size} bytes, and may have ${max}`);
    return file.size;
  }

  /** Refuses a file that has not the size that codec.json says. */
  checkSize(name: string, bytes: number): void {
    const size = this.size(name, Infinity);
    if (size !== bytes) {
      throw this.refused(`${name} is damaged: it has ${size} bytes and codec.json says ${bytes}`);
    }
  }

  /**
   * The first `bytes` bytes of a file, however long it has become since it was looked at.
   * @param sha256 The hash that they must have, if it is to be checked.
   */
  read(name: string, bytes: number, sha256: string | undefined): Uint8Array<ArrayBuffer> {
    using file = this.#open(name); // again, and checked again: another may have taken its place
    const content = new Uint8Array(bytes);
    const hash = createHash("sha256");
    try {
      for (let at = 0; at < bytes;) {
        const piece = content.subarray(at, at + PIECE_BYTES);
        const count = file.readSync(piece);
        if (count === null) throw new Error("it became shorter");
        if (sha256 !== undefined) hash.update(piece.subarray(0, count));
        at += count;
      }
    } catch (error) {
      throw this.refused(cannotRead(name, error));
    }
    if (sha256 !== undefined && hash.digest("hex") !== sha256) {
      throw this.refused(`${name} is damaged: its SHA-256 is not the one in ${MANIFEST}`);
    }
    return content;
  }

  #open(name: string): OpenPart {
    const url = this.at(name);
    let file: OpenPart;
    try {
      file = this.bundled ? openBundled(url) : PlainFile.open(url, { follow: false });
    } catch (error) {
      if (error instanceof RunError) throw error;
      const missing = error instanceof Deno.errors.NotFound || isMissing(error);
      throw this.refused(missing ? `${name} is missing` : cannotRead(name, error));
    }
    // Another name of the same file may change it, or show it where it was not meant to be seen.
    if (!(file instanceof PlainFile) || file.links <= 1) return file;
    file.close();
    throw this.refused(`${name} is a hard link to a file that has other names: copy the folder`);
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
