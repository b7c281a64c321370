import { program } from "../../cli/program.ts";
import type { Run } from "./semcom.ts";

/** Runs the command line in this process, and returns what it would have printed. */
export async function runInside(args: readonly string[]): Promise<Run> {
  const printed = { stdout: "", stderr: "" };
  const real = { stdout: Deno.stdout.writeSync, stderr: Deno.stderr.writeSync };
  const capture = (stream: "stdout" | "stderr") => (bytes: Uint8Array) => {
    printed[stream] += new TextDecoder().decode(bytes);
    return bytes.length;
  };
  try {
    Deno.stdout.writeSync = capture("stdout");
    Deno.stderr.writeSync = capture("stderr");
    return { code: await program(args), ...printed };
  } finally {
    Deno.stdout.writeSync = real.stdout;
    Deno.stderr.writeSync = real.stderr;
  }
}
