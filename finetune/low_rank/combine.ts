import type { Configuration, LowRankAdapter } from "../../codec/causal/configuration.ts";
import { type DenseType, ELEMENT_BYTES } from "../../codec/causal/formats.ts";
import { architectureGraph } from "../../codec/causal/graph/architecture.ts";
import { layOut } from "../../codec/causal/graphs.ts";
import { adapterParts, loraA, loraB } from "../../codec/causal/low_rank.ts";
import { MAX_RANK } from "../../codec/causal/parse_configuration.ts";
import { DENSE_TYPES } from "../../codec/import/types/registry.ts";
import { UsageError } from "../../errors.ts";
import type { Parameter } from "./parameters.ts";

/** The type of an adapter's numbers in a codec, where the model has none yet that says one. */
const USUAL_TYPE: DenseType = "F16";

/**
 * The configuration of a model with one more adapter. A model's own stays what it is: the two lie side by side, as one of
 * their ranks' sum, whose scale is that of the model's own.
 * @throws {UsageError} where that rank is too high.
 */
export function withAdapter(configuration: Configuration, beside: LowRankAdapter): Configuration {
  const { architecture, adapter: own } = configuration;
  const rank = (own?.rank ?? 0) + beside.rank;
  if (rank > MAX_RANK) {
    throw new UsageError(
      `The rank is ${beside.rank}, and with the codec's own adapter ${rank}: ${MAX_RANK} is the most`,
    );
  }
  const matrices = architectureGraph(architecture).typed.filter((name) =>
    beside.matrices.includes(name) || own?.matrices.includes(name)
  );
  const adapter = { rank, scale: own?.scale ?? beside.scale, matrices, type: own?.type ?? USUAL_TYPE };
  return { ...configuration, adapter };
}

/**
 * The weights files of the adapter of {@linkcode withAdapter}.
 * @param files The model's own weights files.
 * @param parameters Of the adapter that was trained beside, with its `values`.
 * @throws {RangeError} for a value that the adapter's type does not have.
 */
export function combine(
  configuration: Configuration,
  files: ReadonlyMap<string, Uint8Array>,
  beside: LowRankAdapter,
  parameters: readonly Parameter[],
  values: Float32Array,
): Map<string, Uint8Array<ArrayBuffer>> {
  const whole = withAdapter(configuration, beside);
  const { rank, scale } = whole.adapter!;
  const ownRank = rank - beside.rank;
  const own = new Map(
    (configuration.adapter === undefined ? [] : adapterParts(layOut(configuration))).map((part) => {
      return [part.name, decode(part.type, files.get(part.file)!.subarray(part.offset, part.offset + part.bytes))];
    }),
  );
  const trained = new Map(
    parameters.map(({ name, shape, at }) => [name, values.subarray(at, at + shape[0] * shape[1])]),
  );
  const layout = layOut(whole);
  const written = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const { name, type, rows, columns, file, offset } of adapterParts(layout)) {
    const all = new Float32Array(rows * columns);
    const [mine, others] = [own.get(name), trained.get(name)];
    if (name.endsWith(loraA(""))) {
      if (mine !== undefined) all.set(mine);
      if (others !== undefined) all.set(others, ownRank * columns);
    } else if (name.endsWith(loraB(""))) {
      for (let row = 0; row < rows; row++) {
        if (mine !== undefined) all.set(mine.subarray(row * ownRank, (row + 1) * ownRank), row * rank);
        const part = others?.subarray(row * beside.rank, (row + 1) * beside.rank) ?? [];
        part.forEach((value, i) => all[row * rank + ownRank + i] = value * beside.scale / scale);
      }
    }
    const bytes = written.getOrInsertComputed(file, () => new Uint8Array(layout.files.get(file)!));
    bytes.set(encode(type, all), offset);
  }
  return written;
}

/** Numbers of a type as float32. */
function decode(type: DenseType, bytes: Uint8Array): Float32Array {
  const floats = new Float32Array(bytes.length / ELEMENT_BYTES[type]);
  DENSE_TYPES.get(type)!.floats(bytes, floats);
  return floats;
}

/** Numbers rounded to a type. */
function encode(type: DenseType, values: Float32Array): Uint8Array {
  const rounded = type === "F32" ? values : type === "F16" ? new Float16Array(values) : roundToBf16(values);
  const bytes = new Uint8Array(rounded.buffer, rounded.byteOffset, rounded.byteLength);
  if (!decode(type, bytes).every(Number.isFinite)) throw new RangeError(`A value has left the range of ${type}`);
  return bytes;
}

/** Rounds to the nearest, the even one of two. */
function roundToBf16(values: Float32Array): Uint16Array {
  return Uint16Array.from(new Uint32Array(values.slice().buffer), (bits) => (bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
}
