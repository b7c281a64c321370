import "./cli/shared/temporary_folder.ts";
import { TRIAL } from "./codec/trial/trial.ts";

if (import.meta.main) {
  const [command, trial] = Deno.args;
  const exitCode = command === TRIAL && trial !== undefined
    ? await (await import("./cli/trial/run.ts")).runTrial(trial)
    : await (await import("./cli/program.ts")).program(Deno.args);
  Deno.exit(exitCode);
}
