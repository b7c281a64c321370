/// <reference lib="deno.worker" />
/**
 * A thread that ends the process on a second signal where the program's own, whose listeners wait for the end of whatever it
 * does, has not ended it by then.
 */
import { exitNow, prepareExit } from "../../runtime/native/exit_now.ts";
import { SignalListener } from "./signals.ts";

/** What the program's own thread is given to end in order. */
const PATIENCE_MS = 500;

prepareExit();
new SignalListener({
  first: () => {},
  again: (exitCode) => setTimeout(() => exitNow(exitCode), PATIENCE_MS),
});
