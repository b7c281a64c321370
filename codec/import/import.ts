import { basename } from "node:path";
import { RefusedError, UsageError } from "../../errors.ts";
import { hashHex } from "../../runtime/sha256.ts";
import { exists } from "../../runtime/open.ts";
import { makeWhole, writeWhole } from "../../runtime/writing.ts";
import type { Activations } from "../causal/configuration.ts";
import { buildGraphs, layOut } from "../causal/graphs.ts";
import type { Layout } from "../causal/layout.ts";
import { MERGES_PER_TOKEN } from "../causal/language_model.ts";
import type { CausalManifest } from "../folder/causal_manifest.ts";
import { parseManifest } from "../folder/manifest.ts";
import { TOKENIZER } from "../text/tokenizer_file.ts";
import { Tokenizer } from "../text/tokenizer.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { configure } from "./configure.ts";
import { openGguf } from "./gguf_checkpoint.ts";
import { hashFile } from "./hash.ts";
import { openHuggingFace } from "./hugging_face.ts";
import { readNotices } from "./notices.ts";
import { countParameters } from "./parameters.ts";
import { withAdapter } from "./peft/read.ts";
import { defaultPrompt, endToken, promptTokens } from "./prompt.ts";
import { writeWeights } from "./write_weights.ts";

/** A token of ordinary English has about so many bits, under models of some hundred million parameters. */
export const TYPICAL_BITS = 7;

/** Settings of an import. */
export interface ImportOptions {
  /** The codec's name; that of its folder by default. */
  readonly name?: string;
  /** The text that the model has read before a message. In it the names of special tokens stand for those tokens. */
  readonly prompt?: string;
  /**
   * The end of a message: the name of a special token, or a text of one token that no message holds, such as a line's end.
   * By default what ends the model's texts.
   */
  readonly end?: string;
  /** Bits a token of ordinary text (see `typical_bits` of the codec's settings); {@linkcode TYPICAL_BITS} by default. */
  readonly typicalBits?: number;
  /** Tokens in a word of ordinary English text, if someone has counted. */
  readonly tokensPerWord?: number;
  /** The way that products take activations: as float32 by default. */
  readonly activations?: Activations;
  /** A folder with a low-rank adapter that goes beside the weights, as PEFT writes it. */
  readonly adapter?: string;
  /** The checkpoint's licence, if it does not say so itself. */
  readonly licence?: string;
  /** Files named LICENSE and NOTICE that the folder gets too. */
  readonly notices?: readonly string[];
  /** Figures that were measured, for codec.json. */
  readonly figures?: Readonly<Record<string, unknown>>;
  /** What the adapter was trained on, for codec.json. */
  readonly training?: Readonly<Record<string, unknown>>;
  /** The command that codec.json says it was made by. */
  readonly command?: string;
  /** Is told how far it is, in bytes read and written. */
  readonly progress?: (done: number, total: number) => void;
  /** Ends it early, with nothing left behind. */
  readonly signal?: AbortSignal;
}

/**
 * Makes a codec folder of a model that someone published: a causal language model, its graphs built from its
 * configuration, its weights in their own quantisation. It needs memory for its largest tensor and for that tensor's
 * matrix in the codec.
 * @param source A GGUF file, or a Hugging Face folder with config.json, tokenizer.json and safetensors.
 * @param out The folder, which must not exist yet. It is made beside its place, and has its name once it is whole.
 * @returns What its codec.json says.
 * @throws {RefusedError} in one line if the model is damaged or cannot be imported.
 * @throws {RunError} if the folder cannot be written.
 */
export async function importModel(
  source: string,
  out: string,
  options: ImportOptions = {},
): Promise<CausalManifest> {
  if (await exists(out)) throw new UsageError(`Cannot import into ${out}: it exists already: choose another folder`);
  using checkpoint = open(source, options.adapter);
  const refused = (why: string) => new RefusedError(`Cannot import ${source}: ${why}`);
  const configuration = configure(checkpoint, options.activations ?? "F32", refused);
  const { prompt, end } = tokensOf(checkpoint, options, refused);
  const layout = layOut(configuration);
  const notices = readNotices(options.notices ?? []);
  return await makeWhole(out, async (partial) => {
    const pace = new Pace(checkpoint, layout, options);
    const hashes = await Promise.all(checkpoint.files.map((path) => hashFile(path, (bytes) => pace.advance(bytes))));
    const { files, rounded } = await writeWeights(checkpoint, layout, partial, (bytes) => pace.advance(bytes));
    const texts = { [TOKENIZER]: new TextEncoder().encode(checkpoint.tokenizer), ...notices };
    const others = new Map([...Object.entries(texts), ...buildGraphs(configuration, layout)]);
    for (const [name, bytes] of others) {
      await writeWhole(`${partial}/${name}`, [bytes]);
      files[name] = { bytes: bytes.length, sha256: await hashHex(bytes) };
    }
    const manifest: CausalManifest = {
      schema: 1,
      kind: "causal",
      name: options.name ?? basename(out),
      version: "1",
      configuration,
      prompt,
      end,
      typical_bits: options.typicalBits ?? TYPICAL_BITS,
      ...options.tokensPerWord !== undefined && { tokens_per_word: options.tokensPerWord },
      parameters: countParameters(layout),
      licence: options.licence ?? checkpoint.licence ?? "unknown",
      provenance: {
        ...checkpoint.title !== undefined && { title: checkpoint.title },
        source: checkpoint.files.map((path, i) => ({ name: basename(path), ...hashes[i]! })),
        command: options.command ?? `semcom codecs import ${basename(source)} --out ${basename(out)}`,
        ...options.training !== undefined && { training: options.training },
        ...Object.keys(rounded).length > 0 && { rounded },
      },
      ...options.figures !== undefined && { figures: options.figures },
      files,
    };
    const json = `${JSON.stringify(manifest, undefined, 2)}\n`;
    parseManifest(json);
    await writeWhole(`${partial}/codec.json`, json);
    return manifest;
  });
}

function open(source: string, adapter: string | undefined): Checkpoint {
  const checkpoint = openBase(source);
  return adapter === undefined ? checkpoint : withAdapter(checkpoint, adapter);
}

function openBase(source: string): Checkpoint {
  let isFolder: boolean;
  try {
    isFolder = Deno.statSync(source).isDirectory;
  } catch {
    throw new RefusedError(`Cannot import ${source}: there is no such file or folder`);
  }
  return isFolder ? openHuggingFace(source) : openGguf(source);
}

function tokensOf(
  { tokenizer: json, sizes, begin, end }: Checkpoint,
  options: ImportOptions,
  refused: (why: string) => RefusedError,
): Pick<CausalManifest, "prompt" | "end"> {
  using tokenizer = new Tokenizer(json, sizes.vocabulary, MERGES_PER_TOKEN);
  const known = { ...begin !== undefined && { begin }, ...end !== undefined && { end } };
  const prompt = options.prompt === undefined
    ? defaultPrompt(known, tokenizer)
    : promptTokens(options.prompt, tokenizer);
  if (prompt === undefined) throw refused("it has no token that begins a text: give a prompt");
  const ending = options.end === undefined ? end : endToken(options.end, tokenizer);
  if (ending === undefined) throw refused("it has no token that ends a text: name one");
  return { prompt, end: ending };
}

/** Counts the bytes that are read and written, and ends the import between two matrices if it must end. */
class Pace {
  #done = 0;
  readonly #total: number;

  constructor({ files }: Checkpoint, { files: weights }: Layout, private readonly options: ImportOptions) {
    const written = [...weights.values()].reduce((sum, bytes) => sum + bytes, 0);
    this.#total = files.reduce((sum, path) => sum + Deno.statSync(path).size, written);
  }

  async advance(bytes: number): Promise<void> {
    this.#done += bytes;
    this.options.progress?.(this.#done, this.#total);
    await new Promise((resolve) => setTimeout(resolve)); // lets a signal come through
    this.options.signal?.throwIfAborted();
  }
}
