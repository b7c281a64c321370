import { EXIT } from "../errors.ts";
import { HOSTILE } from "../tests/codec/hostile.ts";
import { HOSTILE_SIZES } from "../tests/codec/hostile_sizes.ts";

/**
 * How long `semcom send` takes to refuse each of the hostile codec folders of the tests, and what memory, whole processes from
 * start to end on a machine with nothing else to do; the slowest and the largest are printed:
 *
 *     deno run -A bench/refusals.ts
 *
 * With SEMCOM_BINARY it is the compiled program. Linux only: memory is read from /proc.
 */
const binary = Deno.env.get("SEMCOM_BINARY");
const MAIN = new URL("../main.ts", import.meta.url).pathname;
const [command, ...before] = binary ? [binary] : [Deno.execPath(), "run", "-A", "--no-check", MAIN];

const measured: { what: string; seconds: number; megabytes: number }[] = [];
for (const { what, write } of [...HOSTILE, ...HOSTILE_SIZES]) {
  const folder = Deno.makeTempDirSync();
  try {
    write(folder);
    measured.push({ what, ...await refusal(folder) });
  } finally {
    for (const path of [folder, `${folder}.moved`, `${folder}.linked`]) {
      await Deno.remove(path, { recursive: true }).catch(() => {});
    }
  }
}
console.log(`${measured.length} folders, all refused`);
for (const key of ["seconds", "megabytes"] as const) {
  const { what, ...most } = measured.toSorted((a, b) => b[key] - a[key])[0]!;
  console.log(`most ${key}: ${most[key].toFixed(2)} (${what})`);
}

async function refusal(codec: string): Promise<{ seconds: number; megabytes: number }> {
  const start = performance.now();
  const child = new Deno.Command(command!, {
    args: [...before, "send", "Good morning.", "--codec", codec],
    stdout: "null",
    stderr: "null",
  }).spawn();
  let megabytes = 0;
  const sampling = setInterval(() => megabytes = Math.max(megabytes, peak(child.pid)), 20);
  const { code } = await child.status;
  clearInterval(sampling);
  if (code !== EXIT.refused) throw new Error(`${codec}: exit code ${code}`);
  return { seconds: (performance.now() - start) / 1000, megabytes };
}

/** The most memory that a process has had so far; 0 if it has ended. */
function peak(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
