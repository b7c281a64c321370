import { Plan } from "../evaluation/plan/plan.ts";
import { RESULTS } from "../evaluation/results/results_reader.ts";
import { LineFile } from "../evaluation/run/results_writer.ts";
import { simulatedHeader, simulatedLine } from "../tests/evaluation/simulated.ts";

/**
 * Times `semcom merge` over so many lines of made-up results, half at each of two SNRs, in so many shards:
 *
 *     deno run -A bench/merge.ts [LINES] [SHARDS]
 *
 * (1,000,000 and 4). The whole process is timed, from its start to the last of its reports, and with it, side by side, `cat`
 * of the same shards to another file, for the time of the disk alone. Lines repeat every 10,000 messages but for
 * their numbers, since making them up takes longer than merging them.
 */
const lines = Number(Deno.args[0] ?? 1_000_000);
const count = Number(Deno.args[1] ?? 4);
const DIFFERENT = 10_000;

const MAIN = new URL("../main.ts", import.meta.url).pathname;
const folder = Deno.makeTempDirSync();
try {
  const shards = Array.from({ length: count }, (_, i) => `${folder}/shard-${i + 1}`);
  shards.forEach(write);
  const merged = await seconds(Deno.execPath(), ["run", "-A", "--no-check", MAIN, "merge", `${folder}/all`, ...shards]);
  const files = shards.map((shard) => `${shard}/${RESULTS}`);
  const copied = await seconds("sh", ["-c", `cat ${files.join(" ")} > ${folder}/copy`]);
  const megabytes = Deno.statSync(`${folder}/copy`).size / 1e6;
  console.log(`${lines} lines, ${megabytes.toFixed(0)} MB in ${count} shards`);
  console.log(`merged in ${merged.toFixed(1)} s, copied by cat in ${copied.toFixed(1)} s`);
} finally {
  Deno.removeSync(folder, { recursive: true });
}

function write(path: string, i: number): void {
  const shard = { number: i + 1, count };
  const header = simulatedHeader(lines / 2, {}, shard);
  const plan = new Plan(header);
  Deno.mkdirSync(path);
  using file = new LineFile(Deno.openSync(`${path}/${RESULTS}`, { write: true, create: true }), 0);
  file.append(`${JSON.stringify(header)}\n`);
  const made = new Map<number, string>();
  for (let point = 0; point < plan.points.length; point++) {
    made.clear();
    for (let number = 0; number < plan.unitsPerPoint; number++) {
      const unit = plan.unit(point, number);
      if (plan.shardOf(unit, count) !== shard.number) continue;
      file.append(Array.from({ length: unit.messages }, (_, i) => line(made, point, unit.first + i + 1)).join(""));
    }
  }
}

function line(made: Map<number, string>, point: number, index: number): string {
  const which = index % DIFFERENT;
  let text = made.get(which);
  if (text === undefined) made.set(which, text = simulatedLine(point, 1, which, 0.3));
  return `${text.replace(`"index":${which},`, `"index":${index},`)}\n`;
}

async function seconds(command: string, args: readonly string[]): Promise<number> {
  const start = performance.now();
  const { success } = await new Deno.Command(command, { args: [...args], stdout: "null" }).output();
  if (!success) throw new Error(`${command} ${args.join(" ")} failed`);
  return (performance.now() - start) / 1000;
}
