import { RefusedError } from "../../errors.ts";
import type { CausalManifest } from "./causal_manifest.ts";
import { isCausal } from "./manifest.ts";
import type { CodecFolder } from "./read.ts";
import { readModel } from "../check/onnx.ts";
import { CannotFollow } from "../check/cannot_follow.ts";
import { countElements, followShapes, type Step } from "../check/shapes.ts";

/** Size and arithmetic of a codec. */
export interface CodecComplexity {
  readonly parameters: { readonly total: number; readonly embedding: number };
  /** Bytes of all files that sending text reads. */
  readonly bytes: number;
  /** Multiply-accumulates per token, in a segment of `tokens` tokens: attention takes more of them in a longer one. */
  readonly macs: {
    readonly tokens: number;
    /** The encoder and the transmitter's rate adapter. */
    readonly transmit: number;
    /** The receiver's rate adapter with its first guess, and sending to itself what it understood; 0 without a rate adapter. */
    readonly receive: number;
    /**
     * One pass of the decoder, of which a segment takes as many as it needs until nothing changes; of a causal codec, one
     * hypothesis.
     */
    readonly pass: number;
  };
}

/** The length that multiply-accumulates are counted at: about that of a long sentence. */
const TOKENS = 32;

/**
 * Counts a codec's multiply-accumulates from its graphs: those of matrix products and convolutions, for one segment.
 * What depends on no input is not counted, since the runtime computes it once when it loads the graph; nor is what works
 * element by element.
 * @throws {RefusedError} if a graph has an operator that cannot be counted.
 */
export function complexityOf({ manifest, files }: CodecFolder): CodecComplexity {
  if (isCausal(manifest)) return causalComplexity(manifest);
  const perToken = (name: string) => Math.round(macsOf(name, files.get(name)!) / TOKENS);
  const transmit = perToken("encoder.onnx") + perToken("adapter_tx.onnx");
  return {
    parameters: manifest.parameters,
    bytes: [...files.values()].reduce((sum, content) => sum + content.length, 0),
    macs: {
      tokens: TOKENS,
      transmit,
      receive: perToken("adapter_rx.onnx") + transmit,
      pass: perToken("decoder.onnx"),
    },
  };
}

/** Every weight is multiplied once a token but the embedding's, of which one row is read; attention takes the tokens before. */
function causalComplexity({ parameters, configuration, files }: CausalManifest): CodecComplexity {
  const { layers, heads, head_size, types } = configuration;
  const looked = Object.hasOwn(types, "output") ? parameters.embedding : 0;
  const macs = parameters.total - looked + 2 * layers * heads * head_size * TOKENS / 2;
  const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
  return { parameters, bytes, macs: { tokens: TOKENS, transmit: macs, receive: 0, pass: macs } };
}

function macsOf(name: string, file: Uint8Array): number {
  try {
    const { graph } = readModel(file);
    // The free axes are the rows of a batch, and the tokens: of a row, or those that the decoder is asked for.
    const length = (axis: number | string) => typeof axis === "number" ? axis : axis === "rows" ? 1 : TOKENS;
    return followShapes(graph, ({ shape }) => shape.map(length)).reduce((sum, step) => sum + macs(step), 0);
  } catch (error) {
    if (error instanceof CannotFollow) throw new RefusedError(`Cannot count what ${name} computes: ${error.message}`);
    throw error;
  }
}

/** Multiply-accumulates of one node. */
function macs({ node: { operator, attributes }, inputs, outputs: [output] }: Step): number {
  if (output === undefined || output.constant) return 0;
  const [first, second] = inputs.map((input) => input?.shape ?? []);
  switch (operator) {
    case "MatMul":
      return countElements(output.shape) * first!.at(-1)!;
    case "Gemm":
      return countElements(output.shape) * first![attributes.get("transA") ? 0 : 1]!;
    case "Conv": // a kernel's shape is [outputs, inputs of a group, sizes]
      return countElements(output.shape) * countElements(second!.slice(1));
    default:
      return 0;
  }
}
