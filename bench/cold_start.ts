/**
 * Where the time of one cold `semcom send` goes, and how much memory it takes:   deno run -A bench/cold_start.ts [CODEC]
 *
 * Runs itself several times in a process of its own and prints the median of each part in milliseconds.
 */
const RUNS = 7;
const TEXT = "The committee meets at noon in the small hall.";

if (Deno.args[0] === "child") await child(Deno.args[1]!, Number(Deno.args[2]));
else await report(Deno.args[0] ?? "bart-mini");

/** One cold start; `spawned` is the time at which the parent started this process. */
async function child(name: string, spawned: number): Promise<void> {
  for (const module of ["program.ts", "send/flags.ts", "send/run.ts"]) await import(`../cli/${module}`);
  const [{ Link }, { openCodec }] = await Promise.all([import("../link/link.ts"), import("../codec/open.ts")]);
  const program = Date.now();
  await import("onnxruntime-node");
  const runtime = Date.now();
  await using codec = await openCodec(name, { brief: true });
  const link = new Link(codec, {});
  const weights = Date.now();
  await link.send([{ index: 1, text: TEXT }]);
  const first = Date.now();
  await link.send([{ index: 1, text: TEXT }]);
  const parts = {
    "Deno and program": program - spawned,
    "ONNX Runtime": runtime - program,
    "codec folder, sessions": weights - runtime,
    "first sentence": first - weights,
    "second sentence": Date.now() - first,
    "all but the second sentence": first - spawned,
    "peak memory (MB)": peakMemory(),
  };
  console.log(JSON.stringify(parts));
}

function peakMemory(): number {
  const status = Deno.build.os === "linux" ? Deno.readTextFileSync("/proc/self/status") : "";
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? NaN) / 1024);
}

async function report(name: string): Promise<void> {
  const runs: Record<string, number>[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const args = ["run", "-A", "--no-check", import.meta.url, "child", name, String(Date.now())];
    const { stdout } = await new Deno.Command(Deno.execPath(), { args, env: { ORT_DISABLE_TELEMETRY: "1" } }).output();
    if (run > 0) runs.push(JSON.parse(new TextDecoder().decode(stdout))); // the first one warms the caches
  }
  for (const part of Object.keys(runs[0]!)) {
    const sorted = runs.map((run) => run[part]!).sort((a, b) => a - b);
    console.log(`${part.padEnd(28)} ${String(sorted[RUNS >> 1]).padStart(6)}   (${sorted[0]} to ${sorted[RUNS - 1]})`);
  }
}
