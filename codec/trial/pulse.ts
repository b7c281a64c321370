/// <reference lib="deno.worker" />
import { endAtOnce } from "./limits.ts";

/** How often a process says how it is, in milliseconds. */
const PERIOD = 20;

// Beside a thread that the runtime may hold for long: it tells the parent how many bytes of memory the process has, and ends
// it when nobody listens any more.
const encoder = new TextEncoder();
setInterval(() => {
  try {
    Deno.stdout.writeSync(encoder.encode(`${Deno.memoryUsage().rss}\n`));
  } catch {
    endAtOnce();
  }
}, PERIOD);
self.postMessage("beating");
