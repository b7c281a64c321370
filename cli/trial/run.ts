import { limit } from "../../codec/trial/limits.ts";
import { rehearse } from "../../codec/trial/rehearsal.ts";
import type { Trial, Verdict } from "../../codec/trial/trial.ts";
import { isCausal } from "../../codec/folder/manifest.ts";
import { type LearnedFolder, readCodecFolder } from "../../codec/folder/read.ts";
import { EXIT, RunError, SemcomError } from "../../errors.ts";
import { rehearseTuning } from "../../finetune/rehearsal.ts";
import { preloadRuntime } from "../../runtime/session.ts";
import { print } from "../shared/terminal.ts";

/**
 * The child of a trial (codec/trial/trial.ts): it limits itself, reads a codec folder as a stranger's and runs its graphs. On
 * standard output it says how much memory it has, again and again, and at last its verdict.
 */
export async function runTrial(json: string): Promise<number> {
  const trial: Trial = JSON.parse(json);
  const verdict = await judge(trial);
  print(`\n${JSON.stringify(verdict)}\n`);
  return EXIT.done;
}

async function judge({ codec, purposes, limits }: Trial): Promise<Verdict> {
  try {
    await beat();
    await preloadRuntime(); // it may have files to write before none can be
    limit(limits);
  } catch (error) {
    return failed(`Cannot try the codec ${codec} in a process of its own: ${(error as Error).message}`, EXIT.failed);
  }
  try {
    const folder = await readCodecFolder(codec, { purposes, distrust: true });
    const threads = navigator.hardwareConcurrency;
    await rehearse(folder, purposes, threads);
    if (purposes.includes("fine-tuning") && !isCausal(folder.manifest)) {
      await rehearseTuning(folder as LearnedFolder, threads);
    }
    return { status: "passed", sha256: folder.sha256 };
  } catch (error) {
    // What the runtime fails at is the codec's fault here.
    if (error instanceof RunError) return failed(error.message, EXIT.refused);
    if (error instanceof SemcomError) return failed(error.message, error.exitCode);
    return failed(`Cannot use the codec ${codec}: it fails when it runs: ${(error as Error).message}`, EXIT.refused);
  }
}

const failed = (message: string, exitCode: number): Verdict => ({ status: "failed", message, exitCode });

/** Starts the thread that says how much memory the process has. */
async function beat(): Promise<void> {
  const worker = new Worker(new URL("../../codec/trial/pulse.ts", import.meta.url), { type: "module" });
  await new Promise((resolve) => worker.onmessage = resolve);
}
