/** What a process may take. */
export interface Limits {
  /** Bytes of memory. */
  readonly memory: number;
  /** Seconds of processor time, of all threads together. */
  readonly seconds: number;
}

/** Resources by their numbers, which Linux and macOS share but for the last. */
const RESOURCES = { cpu: 0, fileSize: 1, data: 2, core: 4, openFiles: Deno.build.os === "darwin" ? 8 : 7 };
/** Ctrl-C, the signal of a file that would grow too large, and the address that says to ignore a signal. */
const [SIGINT, SIGXFSZ, IGNORE] = [2, 25, 1n];

/** The runtime and its threads have so many bytes of their own, most of which are never touched. */
const OWN_DATA = 2 ** 31;

/** Files that the runtime has open, and a few more. */
const OPEN_FILES = 256;

/**
 * Limits what this process takes from now on, as far as the system can: its memory, its processor time and its open files; no
 * file grows, a core dump least of all, no other program is started and no connection made. Windows has no such limits but the
 * last; there the parent's watch is all there is.
 */
export function limit({ memory, seconds }: Limits): void {
  for (const name of ["write", "run", "net", "sys"] as const) Deno.permissions.revokeSync({ name });
  if (Deno.build.os === "windows") return;
  const { signal, setrlimit } = openLibrary().symbols;
  signal(SIGXFSZ, IGNORE); // writing fails then, and the process goes on
  signal(SIGINT, IGNORE); // Ctrl-C reaches the parent as well, whose answer counts
  const most: readonly (readonly [number, number])[] = [
    [RESOURCES.fileSize, 0],
    [RESOURCES.data, memory + OWN_DATA],
    [RESOURCES.core, 0],
    [RESOURCES.openFiles, OPEN_FILES],
  ];
  // What cannot be limited more than it is has a lower limit already.
  const set = (resource: number, ...values: readonly number[]) =>
    setrlimit(resource, BigUint64Array.from(values, (value) => BigInt(Math.ceil(value))));
  for (const [resource, max] of most) set(resource, max, max);
  set(RESOURCES.cpu, seconds, seconds + 1); // a signal that says so, and another if that is not heard
}

function openLibrary() {
  return Deno.dlopen(Deno.build.os === "darwin" ? "libSystem.B.dylib" : "libc.so.6", {
    setrlimit: { parameters: ["i32", "buffer"], result: "i32" },
    signal: { parameters: ["i32", "usize"], result: "usize" },
  });
}
