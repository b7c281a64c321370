import deno from "../../deno.json" with { type: "json" };

/** Output and exit code of a run of the program. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The flags of README's own command: a frozen lockfile, no questions and named permissions. */
const FLAGS = deno.tasks.semcom.split(" ").filter((word) => word.startsWith("--"));
const MAIN = new URL("../../main.ts", import.meta.url);

/** Where tests record trusted codecs: not where the user does. */
const XDG_CONFIG_HOME = await Deno.makeTempDir();
globalThis.addEventListener("unload", () => Deno.removeSync(XDG_CONFIG_HOME, { recursive: true }));

/** The command line that is tested: the program's source, or the compiled one that `SEMCOM_BINARY` names. */
export function commandLine(args: readonly string[]): { command: string; args: string[] } {
  const binary = Deno.env.get("SEMCOM_BINARY");
  return binary
    ? { command: binary, args: [...args] }
    : { command: Deno.execPath(), args: ["run", ...FLAGS, "--no-check", MAIN.pathname, ...args] };
}

/** The command that is tested, ready to start. */
export function semcomCommand(args: readonly string[], options: Deno.CommandOptions = {}): Deno.Command {
  const line = commandLine(args);
  return new Deno.Command(line.command, { args: line.args, ...options, env: { XDG_CONFIG_HOME, ...options.env } });
}

/** Runs `semcom` with the given standard input and waits for its end. */
export async function semcom(
  args: readonly string[],
  input: string | Uint8Array = "",
  env: Record<string, string> = {},
): Promise<Run> {
  const child = semcomCommand(args, { stdin: "piped", stdout: "piped", stderr: "piped", env }).spawn();
  const writing = (async () => {
    const writer = child.stdin.getWriter();
    await writer.write(typeof input === "string" ? new TextEncoder().encode(input) : input).catch(() => {});
    await writer.close().catch(() => {});
  })();
  const { code, stdout, stderr } = await child.output();
  await writing;
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}
