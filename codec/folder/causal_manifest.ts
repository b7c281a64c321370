import { isRecord } from "../../runtime/json.ts";
import type { Configuration } from "../causal/configuration.ts";
import { graphNames, layOut } from "../causal/graphs.ts";
import { type LanguageModelSettings, parseLanguageModel } from "../causal/settings.ts";
import { TOKENIZER } from "../text/tokenizer_file.ts";
import { checkFiles, type CommonManifest, type FileEntry, type FileSizes, refused } from "./common_manifest.ts";

/** The `codec.json` of a codec that is a causal language model. */
export interface CausalManifest extends CommonManifest, LanguageModelSettings {
  readonly kind: "causal";
  readonly provenance: Provenance;
}

/** Where a codec's weights come from, and how they were imported. Nothing hangs on it. */
export interface Provenance {
  /** The name that the model has where it comes from. */
  readonly title?: string;
  readonly source: readonly ({ readonly name: string } & FileEntry)[];
  readonly command: string;
  /** What a low-rank adapter was trained on, and how long. */
  readonly training?: Readonly<Record<string, unknown>>;
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
  const { sizes, required } = causalFiles(configuration);
  const others = new Map([
    [TOKENIZER, { max: MAX_TOKENIZER_BYTES }],
    ...NOTICES.map((name) => [name, { max: MAX_NOTICE_BYTES }] as const),
  ]);
  checkFiles(manifest.files, new Map([...others, ...sizes]), [TOKENIZER, ...required]);
  return manifest;
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
