import assert from "node:assert/strict";

/** True where there are named pipes and symbolic links for everybody. */
export const UNIX = Deno.build.os !== "windows";

/** Makes a named pipe, which whoever opens it plainly waits at for ever. */
export function makePipe(path: string): void {
  assert.ok(new Deno.Command("mkfifo", { args: [path] }).outputSync().success);
}
