import { unknownName } from "../text/suggest.ts";
import { UsageError } from "../errors.ts";
import { type Codec, type CodecDescription, type CodecTraits, type Scheme, SCHEMES } from "./codec.ts";
import { isCausal, languageModelOf, type Manifest } from "./folder/manifest.ts";
import { bundledCodecs, findCodecFolder, modelFilesOf, requireLearned } from "./folder/read.ts";
import { learnedTraits } from "./learned/traits.ts";
import { arithmeticTraits } from "./separate/arithmetic/traits.ts";
import { messagesOf } from "./separate/message_coder.ts";
import { coderNamed, sourceCoders } from "./separate/registry.ts";
import { describeCoder, SeparateCodec } from "./separate/separate_codec.ts";
import { spinalTraits } from "./spinal/traits.ts";
import { admit, readAdmitted } from "./trial/admit.ts";

/** Options of opening a codec. */
export interface OpenOptions {
  /** The scheme, of a codec that has several; its own by default. */
  readonly scheme?: Scheme;
  /** Threads of a run of the language model; all cores by default. They change a result but in its last bits. */
  readonly threads?: number;
  /**
   * True for a few short messages: what takes longer to open than it saves with them is left out, which also changes a result
   * but in its last bits.
   */
  readonly brief?: boolean;
  /**
   * SHA-256 of a codec.json that the caller vouches for. A folder with another one that is neither bundled nor trusted by the
   * user first runs in a process of its own.
   */
  readonly vouched?: string;
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
 * @throws {UsageError} if there is no such codec, naming the known ones, or it has no such scheme.
 * @throws {RefusedError} for a codec folder that is damaged or not to be trusted, or that fails when it first runs.
 */
export async function openCodec(
  name: string,
  { scheme, threads = navigator.hardwareConcurrency, brief = false, vouched }: OpenOptions = {},
): Promise<Codec> {
  const description = await describeCodec(name, scheme);
  const reading = { inPlace: true, ...vouched !== undefined && { vouched } };
  switch (description.scheme) {
    case "separate": {
      const coder = coderNamed(name)!;
      await coder.open?.();
      return new SeparateCodec(description, messagesOf(coder), undefined);
    }
    // Loaded when they are asked for, so that a program starts no later for another scheme's code.
    case "learned": {
      const folder = requireLearned(await readAdmitted(name, ["learned"], reading));
      return await (await import("./learned/learned_codec.ts")).LearnedCodec.open(folder, threads);
    }
    case "spinal":
    case "arithmetic": {
      const folder = await readAdmitted(name, ["language model"], reading);
      const open = description.scheme === "spinal"
        ? (await import("./spinal/spinal_codec.ts")).SpinalCodec.open
        : (await import("./separate/arithmetic/open.ts")).openArithmetic;
      return await open(description, languageModelOf(folder.manifest)!, modelFilesOf(folder), threads, !brief);
    }
  }
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
export async function describeCodec(name: string, scheme?: Scheme): Promise<CodecDescription> {
  const coder = coderNamed(name);
  if (coder !== undefined) return chooseScheme([await describeCoder(coder)], scheme);
  await requireKnown(name);
  const { manifest, sha256 } = await findCodecFolder(name);
  const describe = (scheme: Scheme): CodecDescription => {
    return { name: manifest.name, kind: manifest.kind, scheme, sha256, traits: traitsOf(manifest, scheme) };
  };
  return chooseScheme(schemesOf(manifest).map(describe), scheme);
}

/**
 * Lets a codec pass that may be opened: all but a stranger's folder at once, and such a one when it has run in a process of its
 * own. Whoever opens it many times vouches for it then. Throws as {@linkcode openCodec} does.
 * @returns Its SHA-256.
 */
export async function admitCodec(name: string, scheme?: Scheme): Promise<string> {
  const description = await describeCodec(name, scheme);
  if (description.scheme !== "separate") {
    await admit(await findCodecFolder(name), [description.scheme === "learned" ? "learned" : "language model"]);
  }
  return description.sha256;
}

/** Lists the schemes of a codec folder, its own first. */
export function schemesOf(manifest: Manifest): Scheme[] {
  if (isCausal(manifest)) return ["spinal", "arithmetic"];
  return languageModelOf(manifest) === undefined ? ["learned"] : ["learned", "spinal", "arithmetic"];
}

function traitsOf(manifest: Manifest, scheme: Scheme): CodecTraits {
  if (!isCausal(manifest) && scheme === "learned") return learnedTraits(manifest);
  const { tokens_per_word: tokensPerWord } = manifest;
  const traits = (scheme === "arithmetic" ? arithmeticTraits : spinalTraits)(languageModelOf(manifest)!);
  return { ...traits, ...tokensPerWord !== undefined && { tokensPerWord } };
}

/**
 * Finds a scheme by its name, upper and lower case alike.
 * @throws {UsageError} if there is no such scheme.
 */
export function schemeNamed(name: string): Scheme {
  const scheme = SCHEMES.find((one) => one === name.toLowerCase());
  if (scheme !== undefined) return scheme;
  throw unknownName("scheme", name, SCHEMES);
}

/** Chooses among the schemes that a codec has; the first is its own. */
function chooseScheme(all: readonly CodecDescription[], scheme: Scheme | undefined): CodecDescription {
  const chosen = scheme === undefined ? all[0] : all.find((one) => one.scheme === scheme);
  if (chosen !== undefined) return chosen;
  throw new UsageError(
    `The codec ${all[0]!.name} has the scheme ${
      all.map(({ scheme }) => scheme).join(" and ")
    } only, and the scheme is ${scheme}: leave it out, or take another codec`,
  );
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
export function codecNames(): Promise<string[]> {
  return Promise.resolve(knownCodecs());
}

/** The same at once. */
export function knownCodecs(): string[] {
  return [...bundledCodecs(), ...sourceCoders().map(({ name }) => name)];
}

/** A name that is no path and no bundled codec is a slip, and the nearest of all known names is meant. */
async function requireKnown(name: string): Promise<void> {
  const names = await codecNames();
  if (names.includes(name) || /[\\/]|^\./.test(name)) return;
  if ((await Deno.stat(name).catch(() => undefined))?.isDirectory) return;
  throw unknownName("codec", name, names, "; or give a codec folder");
}
