import type { Layout } from "../causal/layout.ts";
import type { CausalManifest } from "../folder/causal_manifest.ts";

/** The numbers of a model of that layout, for its codec.json. */
export function countParameters({ matrices }: Layout): CausalManifest["parameters"] {
  const count = (names: typeof matrices) => names.reduce((sum, { rows, columns }) => sum + rows * columns, 0);
  return {
    total: count(matrices.filter(({ name }) => name !== "frequencies")),
    embedding: count(matrices.filter(({ name }) => name === "embedding")),
  };
}
