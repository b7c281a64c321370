import type { Architecture, Configuration } from "../configuration.ts";
import type { MatrixShape } from "../layout.ts";
import type { Frame } from "./frame.ts";
import { GPT2 } from "./gpt2.ts";
import { LLAMA } from "./llama.ts";

/** An architecture: the weights that it has, and its graph. */
export interface ArchitectureGraph {
  /** The matrices of a layer that have types of their own in a configuration. */
  readonly typed: readonly string[];
  /** All matrices and vectors in the order of their places in the weights files. */
  readonly shapes: (configuration: Configuration) => MatrixShape[];
  /** Fills a frame; the bytes of the ONNX file. */
  readonly build: (configuration: Configuration, frame: Frame) => Uint8Array<ArrayBuffer>;
}

const GRAPHS: Readonly<Record<Architecture, ArchitectureGraph>> = { llama: LLAMA, qwen2: LLAMA, gpt2: GPT2 };

/** The graph of an architecture. */
export function architectureGraph(architecture: Architecture): ArchitectureGraph {
  return GRAPHS[architecture];
}
