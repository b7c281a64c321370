import { fstatSync } from "node:fs";
import { RunError } from "../../errors.ts";

/**
 * Makes sure that standard output leads somewhere, before any work is done for it. A program that is started with it closed
 * (`>&-`) is given the null device there by its runtime, open to be read as well, and all results would be lost without a word.
 * A shell's `> /dev/null` is open to be written alone.
 * @throws {RunError} if it does not.
 */
export function requireStandardOutput(): void {
  if (Deno.stdout.isTerminal() || !isReadableNull()) return;
  throw new RunError(
    "Cannot write to standard output: it is closed, or a null device that can be read too, which looks the same: give it a file, a pipe, or > /dev/null where nothing is to be kept",
  );
}

const STDOUT = 1;
const [ACCESS_MODE, READ_AND_WRITE] = [3, 2];

function isReadableNull(): boolean {
  if (Deno.build.os === "windows" || !fstatSync(STDOUT).isCharacterDevice()) return false;
  const flags = flagsOf(STDOUT);
  return flags !== undefined && (flags & ACCESS_MODE) === READ_AND_WRITE &&
    fstatSync(STDOUT).rdev === Deno.statSync("/dev/null").rdev;
}

/** The name of the C library by operating system: a program that runs has it loaded. */
const LIBRARY: Readonly<Partial<Record<typeof Deno.build.os, string>>> = {
  linux: "libc.so.6",
  darwin: "libSystem.B.dylib",
};
const GET_FLAGS = 3;

/** The flags that a file was opened with (`fcntl`, F_GETFL); undefined where they cannot be found out. */
function flagsOf(file: number): number | undefined {
  const name = LIBRARY[Deno.build.os];
  if (name === undefined) return undefined;
  try {
    const { symbols } = Deno.dlopen(name, { fcntl: { parameters: ["i32", "i32"], result: "i32" } });
    const flags = symbols.fcntl(file, GET_FLAGS);
    return flags < 0 ? undefined : flags;
  } catch {
    return undefined; // not permitted, or no such library
  }
}
