/// <reference lib="deno.worker" />
import { EXIT } from "../../errors.ts";
import { exitNow, prepareExit } from "../../runtime/native/exit_now.ts";

/** How often a process says how it is, in milliseconds. */
const PERIOD = 20;

// Beside a thread that the runtime may hold for long: it tells the parent how many bytes of memory the process has, and ends
// it when nobody listens any more.
const encoder = new TextEncoder();
prepareExit();
setInterval(() => {
  try {
    Deno.stdout.writeSync(encoder.encode(`${Deno.memoryUsage().rss}\n`));
  } catch {
    exitNow(EXIT.failed);
  }
}, PERIOD);
self.postMessage("beating");
