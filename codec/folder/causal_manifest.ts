import { isRecord } from "../../runtime/json.ts";
import { adaptersOf, type Configuration } from "../causal/configuration.ts";
import { graphNames, layOut } from "../causal/graphs.ts";
import { type LanguageModelSettings, parseLanguageModel } from "../causal/settings.ts";
import { TOKENIZER } from "../text/tokenizer_file.ts";
import {
  checkFiles,
  type CommonManifest,
  type FileEntry,
  type FileSizes,
  PLAIN_NAME,
  refused,
} from "./common_manifest.ts";

/** The `codec.json` of a codec that is a causal language model. */
export interface CausalManifest extends CommonManifest, LanguageModelSettings {
  readonly kind: "causal";
  readonly provenance: Provenance;
  /**
   * The codec that this one is but for low-rank adapters, whose weights are here and all else there. Its folder is a
   * bundled one of that name, or lies beside this one.
   */
  readonly base?: Base;
}

/** A codec that another stands on. */
export interface Base {
  /** Its bundled name, or that of its folder. */
  readonly name: string;
  /** SHA-256 of its codec.json. */
  readonly sha256: string;
}

/** Where a codec's weights come from, and how they were imported. Nothing hangs on it. */
export interface Provenance {
  /** The name that the model has where it comes from. */
  readonly title?: string;
  readonly source: readonly ({ readonly name: string } & FileEntry)[];
  readonly command: string;
  /** What a low-rank adapter was trained on, and how long. */
  readonly training?: Readonly<Record<string, unknown>>;
  /** What the adapter was fine-tuned on further, and how. */
  readonly fine_tuning?: Readonly<Record<string, unknown>>;
  /**
   * The matrices whose numbers a codec's types do not hold exactly, by their types before: the root mean square of the
   * error as a part of the numbers' own.
   */
  readonly rounded?: Readonly<Record<string, number>>;
}

/** The texts that a folder may have for readers. */
export const NOTICES: readonly string[] = ["LICENSE", "NOTICE"];

const MAX_TOKENIZER_BYTES = 2 ** 26;
const MAX_GRAPH_BYTES = 2 ** 24;
const MAX_NOTICE_BYTES = 2 ** 16;

/**
 * Reads what is a causal codec's own.
 * @throws {RefusedError} naming the first field that is missing or out of range.
 */
export function parseCausal(common: CommonManifest): CausalManifest {
  const manifest = common as CausalManifest;
  if (!isRecord(manifest.provenance)) throw refused("provenance must be an object");
  const { configuration } = parseLanguageModel(manifest, refused);
  const notices = NOTICES.map((name) => [name, { max: MAX_NOTICE_BYTES }] as const);
  if (manifest.base === undefined) {
    const { sizes, required } = causalFiles(configuration);
    const tokenizer = [TOKENIZER, { max: MAX_TOKENIZER_BYTES }] as const;
    checkFiles(manifest.files, new Map([tokenizer, ...notices, ...sizes]), [TOKENIZER, ...required]);
    return manifest;
  }
  checkBase(manifest.base);
  if (adaptersOf(configuration).length === 0) throw refused("it has a base, and no adapter beside it");
  const own = [...ownAdapters(manifest).own].map(([name, bytes]) => [name, { max: bytes, exactly: bytes }] as const);
  checkFiles(manifest.files, new Map([...notices, ...own]), own.map(([name]) => name));
  return manifest;
}

function checkBase(base: Base): void {
  const { name, sha256 } = isRecord(base) ? base : {} as Partial<Base>;
  if (typeof name === "string" && PLAIN_NAME.test(name) && /^[0-9a-f]{64}$/.test(`${sha256}`)) return;
  throw refused("base must have the plain name of a folder and 64 hexadecimal digits of SHA-256");
}

/**
 * The weights files that a codec with a base has itself, with their bytes: those of its adapters but for the first ones,
 * `shared`, which it takes from its base. At least one is its own.
 */
export function ownAdapters(
  { configuration, files }: CausalManifest,
): { shared: number; own: ReadonlyMap<string, number> } {
  const layout = layOut(configuration);
  const last = adaptersOf(configuration).length - 1;
  const filesFrom = (adapter: number) => layout.filesFrom(1 + adapter); // the model itself is the first group
  const areListed = (from: number) => [...filesFrom(from).keys()].every((name) => Object.hasOwn(files, name));
  let shared = 0;
  while (shared < last && !areListed(shared)) shared++;
  return { shared, own: filesFrom(shared) };
}

/**
 * The graphs and weights files of a causal language model. The weights have exactly the sizes that the configuration
 * needs, so that none asks for more memory than the folder has bytes.
 */
export function causalFiles(configuration: Configuration): { sizes: FileSizes; required: readonly string[] } {
  const graphs = graphNames(configuration).map((name) => [name, { max: MAX_GRAPH_BYTES }] as const);
  const weights = [...layOut(configuration).files].map(([name, bytes]) =>
    [name, { max: bytes, exactly: bytes }] as const
  );
  const sizes = new Map([...graphs, ...weights]);
  return { sizes, required: [...sizes.keys()] };
}
