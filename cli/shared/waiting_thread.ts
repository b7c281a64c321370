/// <reference lib="deno.worker" />
/** The thread of {@linkcode WaitingLine}: it draws the line of a wait that has lasted a second, four times a second. */
import { note } from "./terminal.ts";
import { DRAWING, DRAWN, NUMBER, STATE, type Wait, WAITING } from "./waiting.ts";

const INTERVAL_MS = 250;
const PATIENCE_MS = 1000;

let wait: Wait & { readonly since: number } | undefined;

self.onmessage = ({ data }: MessageEvent<Wait>) => {
  wait = { ...data, since: performance.now() };
};

setInterval(() => {
  if (wait === undefined) return;
  const { cells, number, what, since } = wait;
  const ms = performance.now() - since;
  if (ms < PATIENCE_MS || Atomics.compareExchange(cells, STATE, WAITING, DRAWING) !== WAITING) return;
  if (Atomics.load(cells, NUMBER) === number) {
    note(`\r${what}, ${Math.floor(ms / 1000)} s\x1b[K`);
    Atomics.store(cells, DRAWN, 1);
  }
  Atomics.store(cells, STATE, WAITING);
}, INTERVAL_MS);
