/**
 * Sends many lines through `semcom send --json` and prints how its memory grows:   deno run -A bench/stream.ts 1000000
 *
 * With SEMCOM_BINARY it is the compiled program. Linux only: memory is read from /proc.
 */
const lines = Number(Deno.args[0] ?? 3000);
const ROWS = 10;
const TEXTS = ["No.", "I agree.", "The vote is closed.", "Where is the station?", "Thank you very much."];

const binary = Deno.env.get("SEMCOM_BINARY");
const program = binary ? [binary] : [Deno.execPath(), "run", "-A", "--no-check", "main.ts"];
const [command, ...args] = [...program, "send", "-q", "--json", "--snr", "12"];
const child = new Deno.Command(command!, { args, stdin: "piped", stdout: "piped" }).spawn();

const writing = ReadableStream.from(input()).pipeTo(child.stdin);
const start = performance.now();
let received = 0;
console.log("     lines  seconds  memory (MB)");
for await (const chunk of child.stdout) {
  const before = Math.floor(received * ROWS / lines);
  received += chunk.reduce((count, byte) => count + Number(byte === 10), 0);
  if (Math.floor(received * ROWS / lines) > before) report();
}
await writing;
const { code } = await child.status;
if (code !== 0 || received !== lines) throw new Error(`${received} of ${lines} lines came back, exit code ${code}`);

function* input(): Generator<Uint8Array> {
  const utf8 = new TextEncoder();
  for (let i = 0; i < lines; i++) yield utf8.encode(`${TEXTS[i % TEXTS.length]}\n`);
}

function report(): void {
  let memory = NaN; // the last lines may come when the program has ended
  try {
    memory = Number(/VmRSS:\s+(\d+)/.exec(Deno.readTextFileSync(`/proc/${child.pid}/status`))?.[1]) / 1024;
  } catch { /* see above */ }
  const seconds = (performance.now() - start) / 1000;
  console.log(`${String(received).padStart(10)}  ${seconds.toFixed(1).padStart(7)}  ${memory.toFixed(0).padStart(11)}`);
}
