/** What a run of the program left behind. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const MAIN = new URL("../../main.ts", import.meta.url);

/** The command that is tested: the program's source, or the compiled one that `SEMCOM_BINARY` names. */
export function semcomCommand(args: readonly string[], options: Deno.CommandOptions = {}): Deno.Command {
  const binary = Deno.env.get("SEMCOM_BINARY");
  return binary
    ? new Deno.Command(binary, { args: [...args], ...options })
    : new Deno.Command(Deno.execPath(), { args: ["run", "-A", "--no-check", MAIN.href, ...args], ...options });
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
