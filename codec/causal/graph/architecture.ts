import type { Architecture, Configuration } from "../configuration.ts";
import type { Layout, MatrixShape } from "../layout.ts";
import { GPT2 } from "./gpt2.ts";
import { LLAMA } from "./llama.ts";

/** How the graph of an architecture is built, and what weights it has. */
export interface ArchitectureGraph {
  /** The matrices of a layer that have types of their own in a configuration. */
  readonly typed: readonly string[];
  /** All matrices and vectors in the order of their places in the weights files. */
  readonly shapes: (configuration: Configuration) => MatrixShape[];
  readonly build: (configuration: Configuration, layout: Layout) => Uint8Array<ArrayBuffer>;
}

const GRAPHS: Readonly<Record<Architecture, ArchitectureGraph>> = { llama: LLAMA, qwen2: LLAMA, gpt2: GPT2 };

/** The graph of an architecture. */
export function architectureGraph(architecture: Architecture): ArchitectureGraph {
  return GRAPHS[architecture];
}
