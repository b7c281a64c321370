import { adaptersOf, type Configuration, type LowRankAdapter, rankOf } from "../../codec/causal/configuration.ts";
import { layOut } from "../../codec/causal/graphs.ts";
import { adapterParts, loraA, loraB } from "../../codec/causal/low_rank.ts";
import { MAX_ADAPTERS, MAX_RANK } from "../../codec/causal/parse_configuration.ts";
import { decodeNumbers, encodeNumbers } from "../../codec/import/types/dense.ts";
import { UsageError } from "../../errors.ts";
import type { Parameter } from "./parameters.ts";

/**
 * The configuration of a model with one more adapter. Those that it has stay what they are.
 * @throws {UsageError} where it has too many, or the rank of all together is too high.
 */
export function withAdapter(configuration: Configuration, beside: LowRankAdapter): Configuration {
  const own = adaptersOf(configuration);
  const adapter = [...own, beside];
  const rank = rankOf(adapter);
  if (adapter.length > MAX_ADAPTERS) {
    throw new UsageError(
      `The codec has ${own.length} adapters, and one more is too many: export them as one (semcom codecs export-adapter), and import its model with that`,
    );
  }
  if (rank > MAX_RANK) {
    throw new UsageError(
      `The rank is ${beside.rank}, and with the codec's own ${
        own.length > 1 ? "adapters" : "adapter"
      } ${rank}: ${MAX_RANK} is the most`,
    );
  }
  return { ...configuration, adapter };
}

/**
 * The weights files of the last adapter of a model.
 * @param parameters Of the adapter, with its `values`.
 * @throws {RangeError} for a value that the adapter's type does not have.
 */
export function encodeAdapter(
  configuration: Configuration,
  parameters: readonly Parameter[],
  values: Float32Array<ArrayBuffer>,
): Map<string, Uint8Array<ArrayBuffer>> {
  const layout = layOut(configuration);
  const places = new Map(parameters.map(({ name, at }) => [name, at]));
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (
    const { beside, letter, type, rows, columns, file, offset } of adapterParts(
      layout,
      adaptersOf(configuration).length - 1,
    )
  ) {
    const at = places.get(letter === "A" ? loraA(beside) : loraB(beside))!;
    const bytes = files.getOrInsertComputed(file, () => new Uint8Array(layout.files.get(file)!));
    const rounded = encodeNumbers(type, values.subarray(at, at + rows * columns));
    if (!decodeNumbers(type, rounded).every(Number.isFinite)) {
      throw new RangeError(`A value has left the range of ${type}`);
    }
    bytes.set(rounded, offset);
  }
  return files;
}
