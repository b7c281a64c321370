import { unknownName } from "../text/suggest.ts";
import type { Codec, CodecDescription } from "./codec.ts";
import { bundledCodecs, findCodecFolder, readCodecFolder } from "./folder/read.ts";
import { LearnedCodec } from "./learned/learned_codec.ts";
import { learnedTraits } from "./learned/traits.ts";
import { coderNamed, sourceCoders } from "./separate/registry.ts";
import { describeCoder, SeparateCodec } from "./separate/separate_codec.ts";

/** Options of opening a codec; none of it changes a result but in a neural model's last bits. */
export interface OpenOptions {
  /** Threads of a run of the language model; all cores by default. */
  readonly threads?: number;
}

/**
 * Opens a codec: a bundled one, a source code, or one in a folder.
 *
 * @example
 * ```ts
 * import { Link, openCodec } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * await using codec = await openCodec("bart-mini", { threads: 1 });
 * const [outcome] = await new Link(codec, { snrDb: 12 }).send([{ index: 1, text: "We agree." }]);
 * assert.ok(outcome?.status === "received" && outcome.reconstruction === "We agree.");
 * ```
 * @param name A name of {@linkcode codecNames}, or the path of a codec folder.
 * @throws {UsageError} if there is no such codec, naming the known ones.
 * @throws {RefusedError} for a codec folder that is damaged or not to be trusted.
 */
export async function openCodec(
  name: string,
  { threads = navigator.hardwareConcurrency }: OpenOptions = {},
): Promise<Codec> {
  const coder = coderNamed(name);
  if (coder !== undefined) return SeparateCodec.open(coder);
  await requireKnown(name);
  return LearnedCodec.open(await readCodecFolder(name), threads);
}

/**
 * Describes a codec without opening it: of a folder only codec.json is read. Throws as {@linkcode openCodec} does.
 *
 * @example
 * ```ts
 * import { describeCodec } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * const { kind, scheme } = await describeCodec("gpt2-mini");
 * assert.deepEqual([kind, scheme], ["gpt2", "learned"]);
 * ```
 */
export async function describeCodec(name: string): Promise<CodecDescription> {
  const coder = coderNamed(name);
  if (coder !== undefined) return describeCoder(coder);
  await requireKnown(name);
  const { manifest, sha256 } = await findCodecFolder(name);
  return { name: manifest.name, kind: manifest.kind, scheme: "learned", sha256, traits: learnedTraits(manifest) };
}

/**
 * The names of all codecs that need no folder: the bundled ones, then the source codes.
 *
 * @example
 * ```ts
 * import { codecNames } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * assert.ok((await codecNames()).includes("utf8"));
 * ```
 */
export async function codecNames(): Promise<string[]> {
  return [...await bundledCodecs(), ...sourceCoders().map(({ name }) => name)];
}

/** A name that is no path and no bundled codec is a slip, and the nearest of all known names is meant. */
async function requireKnown(name: string): Promise<void> {
  const names = await codecNames();
  if (names.includes(name) || /[\\/]|^\./.test(name)) return;
  if ((await Deno.stat(name).catch(() => undefined))?.isDirectory) return;
  throw unknownName("codec", name, names, "; or give a codec folder");
}
