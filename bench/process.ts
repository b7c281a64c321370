/** The program and the arguments that begin its command line: from source, or the compiled one that SEMCOM_BINARY names. */
export const [PROGRAM, ...ARGUMENTS]: [string, ...string[]] = Deno.env.get("SEMCOM_BINARY") !== undefined
  ? [Deno.env.get("SEMCOM_BINARY")!]
  : [Deno.execPath(), "run", "-A", "--no-check", new URL("../main.ts", import.meta.url).pathname];

/** Memory of a running process in MB: what it has now, or the most it has had. Undefined once it has ended. Linux only. */
export function megabytes(pid: number, which: "VmRSS" | "VmHWM"): number | undefined {
  try {
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    return Number(new RegExp(`${which}:\\s+(\\d+)`).exec(status)![1]) / 1024;
  } catch {
    return undefined;
  }
}
