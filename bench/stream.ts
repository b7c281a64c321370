/**
 * Sends many short lines, no two of them alike, through `semcom send --json` and prints what memory it takes as it goes:
 *
 *     deno run -A bench/stream.ts 1000000
 *
 * With SEMCOM_BINARY it is the compiled program. Linux only: memory is read from /proc.
 */
const lines = Number(Deno.args[0] ?? 3000);
const ROWS = 20;
const TEXTS = ["No", "I agree", "The vote is closed", "Where is the station", "Thank you very much"];

const binary = Deno.env.get("SEMCOM_BINARY");
const program = binary ? [binary] : [Deno.execPath(), "run", "-A", "--no-check", "main.ts"];
const [command, ...args] = [...program, "send", "-q", "--json", "--snr", "12"];
const child = new Deno.Command(command!, { args, stdin: "piped", stdout: "piped" }).spawn();

const writing = ReadableStream.from(input()).pipeTo(child.stdin);
const start = performance.now();
let received = 0;
/** Megabytes, at each row. */
const memory: number[] = [];
console.log("     lines  seconds  memory (MB)");
for await (const chunk of child.stdout) {
  const before = Math.floor(received * ROWS / lines);
  received += chunk.reduce((count, byte) => count + Number(byte === 10), 0);
  if (Math.floor(received * ROWS / lines) > before) report();
}
await writing;
const { code } = await child.status;
if (code !== 0 || received !== lines) throw new Error(`${received} of ${lines} lines came back, exit code ${code}`);
const half = memory.length / 2;
console.log(`most in the second half: ${most(memory.slice(half))} MB, in the first: ${most(memory.slice(0, half))} MB`);

function* input(): Generator<Uint8Array> {
  const utf8 = new TextEncoder();
  for (let i = 0; i < lines; i++) yield utf8.encode(`${TEXTS[i % TEXTS.length]}, ${i}.\n`);
}

function report(): void {
  let now: number;
  try {
    now = Number(/VmRSS:\s+(\d+)/.exec(Deno.readTextFileSync(`/proc/${child.pid}/status`))![1]) / 1024;
  } catch {
    return; // the last lines may come when the program has ended
  }
  memory.push(now);
  const seconds = (performance.now() - start) / 1000;
  console.log(`${String(received).padStart(10)}  ${seconds.toFixed(1).padStart(7)}  ${now.toFixed(0).padStart(11)}`);
}

function most(megabytes: readonly number[]): string {
  return Math.max(...megabytes).toFixed(0);
}
