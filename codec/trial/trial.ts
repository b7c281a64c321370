import { EXIT, RefusedError, RunError } from "../../errors.ts";
import { environment } from "../../runtime/environment.ts";
import { isRecord } from "../../runtime/json.ts";
import { layOut } from "../causal/graphs.ts";
import { isCausal } from "../folder/manifest.ts";
import type { FoundFolder, Purpose } from "../folder/read.ts";
import type { Limits } from "./limits.ts";

/** What the child is told. */
export interface Trial {
  readonly codec: string;
  readonly purposes: readonly Purpose[];
  readonly limits: Limits;
}

/** What the child says at the end: the hash of the codec.json that it has tried, or what was wrong. */
export type Verdict =
  | { readonly status: "passed"; readonly sha256: string }
  | { readonly status: "failed"; readonly message: string; readonly exitCode: number };

/** The hidden command of the child: main.ts takes it with a {@linkcode Trial} as JSON. */
export const TRIAL = "internal-trial";

const MAIN = new URL("../../main.ts", import.meta.url);

/** Memory for any codec, and so many bytes more for each of its files: more than twice as much as was measured (bench/trials.ts). */
const OWN_MEMORY = 2 ** 30;
const MEMORY_PER_BYTE = 8;

/** Processor time for any codec, and for so many bytes a second more: ten times what was measured. */
const OWN_SECONDS = 60;
const BYTES_PER_SECOND = 2 ** 22;

/** By the clock it may take so many times as long: a busy machine has other things to do. */
const PATIENCE = 10;

/**
 * Runs a codec for the first time, in a process of its own: all that may go wrong in the runtime goes wrong there. The process
 * may take as much memory and time as a codec of its size, and change no file.
 * @throws {RefusedError} if the codec is refused there, crashes the process, or takes more than that.
 */
export async function tryFolder(
  found: FoundFolder,
  purposes: readonly Purpose[],
  limits = limitsOf(found),
): Promise<void> {
  const { path, sha256 } = found;
  const verdict = await judge({ codec: path, purposes, limits });
  const refused = (why: string) => new RefusedError(`Cannot use the codec ${path}: ${why}`);
  if (typeof verdict === "string") {
    throw refused(`tried in a process of its own, it ${verdict}: take another codec, or one that you trust`);
  }
  if (verdict.status === "failed") {
    throw verdict.exitCode === EXIT.failed ? new RunError(verdict.message) : new RefusedError(verdict.message);
  }
  if (verdict.sha256 !== sha256) throw refused("it changed while it was tried: try again");
}

/** What the first run of a codec may take. */
export function limitsOf({ manifest }: FoundFolder): Limits {
  const base = isCausal(manifest) && manifest.base !== undefined
    ? [...layOut(manifest.configuration).files.values()]
    : [];
  const bytes = [...Object.values(manifest.files).map(({ bytes }) => bytes), ...base].reduce(
    (sum, one) => sum + one,
    0,
  );
  return {
    memory: OWN_MEMORY + MEMORY_PER_BYTE * bytes,
    seconds: OWN_SECONDS + Math.ceil(bytes / BYTES_PER_SECOND),
  };
}

/** The child's verdict, or what became of the child. */
async function judge(trial: Trial): Promise<Verdict | string> {
  const { memory, seconds } = trial.limits;
  await using child = startTrial(trial);
  let ending: string | undefined;
  const end = (why: string) => {
    ending ??= why;
    child.kill("SIGKILL");
  };
  const timer = setTimeout(() => end(`did not end within ${PATIENCE * seconds} s`), 1000 * PATIENCE * seconds);
  let verdict: Verdict | undefined;
  try {
    for await (const line of linesOf(child.stdout)) {
      const value = parse(line);
      if (typeof value === "number" && value > memory) {
        end(`took more than ${Math.floor(memory / 2 ** 20)} MiB of memory`);
      }
      if (isVerdict(value)) verdict = value;
    }
  } finally {
    clearTimeout(timer);
  }
  const { code, signal } = await child.status;
  if (signal === "SIGXCPU") return `took more than ${seconds} s of processor time`;
  return ending ?? verdict ?? `crashed (${signal ?? `exit code ${code}`})`;
}

/**
 * Starts the child of a trial. Its standard output has the bytes of memory that it has, a line again and again, and at last a
 * {@linkcode Verdict}.
 * @throws {RefusedError} if it cannot be started.
 */
export function startTrial(trial: Trial): Deno.ChildProcess {
  const args = [TRIAL, JSON.stringify(trial)];
  const isOwn = !Deno.build.standalone || Deno.mainModule === MAIN.href;
  try {
    if (!isOwn) throw new Error("the program that this is part of has no command for it");
    return new Deno.Command(OWN_PROGRAM, {
      args: Deno.build.standalone ? args : ["run", ...PERMISSIONS, MAIN.href, ...args],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
      clearEnv: true,
      env: Object.fromEntries(NEEDED.map((name) => [name, environment(name)]).filter(([, value]) => value)),
    }).spawn();
  } catch (error) {
    throw new RefusedError(
      `Cannot use the codec ${trial.codec}: it cannot be tried in a process of its own: ${
        (error as Error).message
      }: allow Deno to run itself (--allow-run=${OWN_PROGRAM})`,
    );
  }
}

/** This program. On Linux it may be allowed to run this and no other. */
const OWN_PROGRAM = Deno.build.os === "linux" ? "/proc/self/exe" : Deno.execPath();

/** What the child may do: no other program, no network, and no file is written. */
const PERMISSIONS = ["--quiet", "--no-prompt", "--cached-only", "--allow-read", "--allow-ffi", "--allow-env"];

/** The variables that the program and Deno ask for, on all systems. */
const NEEDED = "HOME USERPROFILE XDG_CACHE_HOME LOCALAPPDATA DENO_DIR NPM_CONFIG_REGISTRY TMPDIR TEMP TMP SystemRoot"
  .split(" ");

/** A line of the child's is short: what is longer is none of its. */
const MAX_LINE = 8192;

async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!.slice(0, MAX_LINE);
    yield* lines;
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isVerdict(value: unknown): value is Verdict {
  if (!isRecord(value)) return false;
  const { status, sha256, message, exitCode } = value;
  return status === "passed" && typeof sha256 === "string" ||
    status === "failed" && typeof message === "string" && typeof exitCode === "number";
}
