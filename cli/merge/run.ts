import { readCodecFolder } from "../../codec/folder/read.ts";
import { costOf } from "../../evaluation/report/describe.ts";
import { Merger } from "../../evaluation/results/merge.ts";
import type { Plan } from "../../evaluation/plan/plan.ts";
import type { Complexity } from "../../evaluation/report/summary.ts";
import { SemcomError } from "../../errors.ts";
import { conclude } from "../shared/conclude.ts";
import { Gating } from "../../evaluation/gates/gating.ts";
import type { MergeOptions } from "./flags.ts";

/** Runs `semcom merge` and returns the exit code: 1 if a gate was missed. */
export async function runMerge(options: MergeOptions): Promise<number> {
  const { out: folder, shards, json, github } = options;
  using merger = await Merger.open(shards);
  const { plan } = merger;
  const gating = await Gating.open(options, plan);
  const { points } = await merger.merge(folder, gating.judge);
  const complexity = await complexityHere(plan);
  return conclude({ plan, points, complexity, gates: gating.outcomes, folder, json, github });
}

/** What the codecs cost, of those that this machine has: shards may come from others. */
async function complexityHere({ header: { codecs } }: Plan): Promise<Complexity[]> {
  const found: Complexity[] = [];
  for (const [codec, sha256] of Object.entries(codecs)) {
    try {
      const folder = await readCodecFolder(codec);
      if (folder.sha256 === sha256) found.push(costOf(folder));
    } catch (error) {
      if (!(error instanceof SemcomError)) throw error;
    }
  }
  return found;
}
