import { BF16, F16, F32 } from "./dense.ts";
import { Q4_0 } from "./q4_0.ts";
import { Q4_1 } from "./q4_1.ts";
import { Q4_K } from "./q4_k.ts";
import { Q5_0 } from "./q5_0.ts";
import { Q5_1 } from "./q5_1.ts";
import { Q5_K } from "./q5_k.ts";
import { Q6_K } from "./q6_k.ts";
import { Q8_0 } from "./q8_0.ts";
import type { SourceType } from "./source_type.ts";

/** The number types whose elements stand alone, by their names. */
export const DENSE_TYPES = byName(F32, F16, BF16);

/** All number types that can be imported. */
export const SOURCE_TYPES = byName(F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q4_K, Q5_K, Q6_K);

function byName(...types: SourceType[]): ReadonlyMap<string, SourceType> {
  return new Map(types.map((type) => [type.name, type]));
}
