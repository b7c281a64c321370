import { mergeShards } from "../../evaluation/run/evaluate.ts";
import { conclude } from "../shared/conclude.ts";
import { gateSettingsOf } from "../shared/gate_flags.ts";
import type { MergeOptions } from "./flags.ts";

/** Runs `semcom merge` and returns the exit code: 1 if a gate was missed. */
export async function runMerge(options: MergeOptions): Promise<number> {
  const { out: folder, shards } = options;
  return conclude(await mergeShards({ shards, folder, gates: gateSettingsOf(options) }), options);
}
