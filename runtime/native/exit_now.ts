/** The C library, which every program has loaded. */
const LIBRARIES: Partial<Record<typeof Deno.build.os, string>> = {
  darwin: "libSystem.B.dylib",
  windows: "ucrtbase.dll",
};

let exit: ((code: number) => void) | undefined;

/**
 * Makes {@linkcode exitNow} ready, so that nothing can fail when it is needed. A program that may load no libraries has to
 * do with Deno.exit.
 */
export function prepareExit(): void {
  try {
    exit ??= Deno.dlopen(LIBRARIES[Deno.build.os] ?? "libc.so.6", {
      _exit: { parameters: ["i32"], result: "void" },
    }).symbols._exit;
  } catch {
    exit = Deno.exit;
  }
}

/**
 * Ends the process at once, from whatever thread. Deno.exit lets libraries clean up, below their own threads that are still
 * at work; in a worker it ends the worker alone.
 */
export function exitNow(code: number): void {
  prepareExit();
  exit!(code);
}
