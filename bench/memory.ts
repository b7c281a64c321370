import { ARGUMENTS, megabytes, PROGRAM } from "./process.ts";

/**
 * Memory of `semcom` while it works through many short messages, no two of them alike:
 *
 *     deno run -A bench/memory.ts send 1000000
 *     deno run -A bench/memory.ts eval 100000
 *
 * `send --json` reads them from its standard input; `eval --out` measures them at 12 dB with a worker a core. With
 * SEMCOM_BINARY it is the compiled program. Linux only: memory is read from /proc.
 */
const [command, count = "3000"] = Deno.args;
const messages = Number(count);
const ROWS = 20;
const TEXTS = ["No", "I agree", "The vote is closed", "Where is the station", "Thank you very much"];

const start = performance.now();
/** Megabytes, at each row. */
const memory: number[] = [];
/** Messages that came back. */
let done = 0;

console.log("  messages  seconds  memory (MB)");
if (command === "send") await send();
else if (command === "eval") await evaluate();
else throw new Error("usage: deno run -A bench/memory.ts send|eval [MESSAGES]");
if (done < messages) throw new Error(`${done} of ${messages} messages came back`);
const half = memory.length / 2;
console.log(
  `most in the second half: ${findMax(memory.slice(half))} MB, in the first: ${findMax(memory.slice(0, half))} MB`,
);

async function send(): Promise<void> {
  const args = [...ARGUMENTS, "send", "-q", "--json", "--snr", "12"];
  const child = new Deno.Command(PROGRAM, { args, stdin: "piped", stdout: "piped" }).spawn();
  const writing = ReadableStream.from(input()).pipeTo(child.stdin);
  for await (const chunk of child.stdout) report(child.pid, linesOf(chunk));
  await writing;
  const { code } = await child.status;
  if (code !== 0) throw new Error(`exit code ${code}`);
}

async function evaluate(): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    const [text, out] = [`${folder}/text`, `${folder}/report`];
    await Deno.writeFile(text, ReadableStream.from(input()));
    const args = [...ARGUMENTS, "eval", text, "-q", "--snr", "12", "--out", out];
    const child = new Deno.Command(PROGRAM, { args, stdout: "null" }).spawn();
    done = -1; // the first line is the header
    let results: Deno.FsFile | undefined;
    const buffer = new Uint8Array(1 << 20);
    const follow = () => {
      results ??= tryOpen(`${out}/results.jsonl`);
      for (let read = 1; results && read;) {
        report(child.pid, linesOf(buffer.subarray(0, read = results.readSync(buffer) ?? 0)));
      }
    };
    const timer = setInterval(follow, 100);
    const { code } = await child.status;
    clearInterval(timer);
    follow();
    results?.close();
    if (code !== 0) throw new Error(`exit code ${code}`);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function* input(): Generator<Uint8Array> {
  const utf8 = new TextEncoder();
  for (let i = 0; i < messages; i++) yield utf8.encode(`${TEXTS[i % TEXTS.length]}, ${i}.\n`);
}

function linesOf(bytes: Uint8Array): number {
  return bytes.reduce((count, byte) => count + Number(byte === 10), 0);
}

function tryOpen(path: string): Deno.FsFile | undefined {
  try {
    return Deno.openSync(path);
  } catch {
    return undefined; // it is not there yet
  }
}

/** Takes how many messages came since it was called last, and prints a row now and then. */
function report(pid: number, more: number): void {
  const row = Math.floor(done * ROWS / messages);
  done += more;
  if (Math.floor(done * ROWS / messages) === row) return;
  const now = megabytes(pid, "VmRSS");
  if (now === undefined) return; // the last lines may come when the program has ended
  memory.push(now);
  const seconds = (performance.now() - start) / 1000;
  console.log(`${String(done).padStart(10)}  ${seconds.toFixed(1).padStart(7)}  ${now.toFixed(0).padStart(11)}`);
}

function findMax(megabytes: readonly number[]): string {
  return Math.max(...megabytes).toFixed(0);
}
