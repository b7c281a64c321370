import { EXIT } from "../errors.ts";
import { HOSTILE, withFolder } from "../tests/codec/check/hostile.ts";
import { HOSTILE_SIZES } from "../tests/codec/check/hostile_sizes.ts";
import { ARGUMENTS, megabytes, PROGRAM } from "./process.ts";

/**
 * Time and memory that `semcom send` takes to refuse each of the hostile codec folders of the tests, whole processes from
 * start to end on a machine with nothing else to do; the slowest and the largest are printed:
 *
 *     deno run -A bench/refusals.ts
 *
 * With SEMCOM_BINARY it is the compiled program. Linux only: memory is read from /proc.
 */
const measured: { what: string; seconds: number; megabytes: number }[] = [];
for (const { what, write } of [...HOSTILE, ...HOSTILE_SIZES]) {
  await withFolder(write, async (folder) => measured.push({ what, ...await measureRefusal(folder) }));
}
console.log(`${measured.length} folders, all refused`);
for (const key of ["seconds", "megabytes"] as const) {
  const { what, ...most } = measured.toSorted((a, b) => b[key] - a[key])[0]!;
  console.log(`most ${key}: ${most[key].toFixed(2)} (${what})`);
}

async function measureRefusal(codec: string): Promise<{ seconds: number; megabytes: number }> {
  const start = performance.now();
  const child = new Deno.Command(PROGRAM, {
    args: [...ARGUMENTS, "send", "Good morning.", "--codec", codec],
    stdout: "null",
    stderr: "null",
  }).spawn();
  let most = 0;
  const sampling = setInterval(() => most = Math.max(most, megabytes(child.pid, "VmHWM") ?? 0), 20);
  const { code } = await child.status;
  clearInterval(sampling);
  if (code !== EXIT.refused) throw new Error(`${codec}: exit code ${code}`);
  return { seconds: (performance.now() - start) / 1000, megabytes: most };
}
