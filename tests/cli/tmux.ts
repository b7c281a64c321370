/** True if tmux is here, in which a program has a terminal of any size. */
export const hasTerminal = await isHere("tmux", "-V");

/** True if there is a program of that name. */
export async function isHere(command: string, version = "--version"): Promise<boolean> {
  const run = new Deno.Command(command, { args: [version], stdout: "null", stderr: "null" });
  return await run.output().then(({ success }) => success, () => false);
}

/** A terminal in which a program runs, with a server of its own. */
export class Terminal implements AsyncDisposable {
  private constructor(private readonly folder: string) {}

  /** Starts a command line for the shell; a word of punctuation stands for itself. */
  static async open(
    words: readonly string[],
    { columns = 80, rows = 24, env = {} }: {
      readonly columns?: number;
      readonly rows?: number;
      readonly env?: Readonly<Record<string, string>>;
    } = {},
  ): Promise<Terminal> {
    const terminal = new Terminal(await Deno.makeTempDir());
    const line = words.map((word) => /^\W+$/.test(word) ? word : `'${word}'`).join(" ");
    const size = ["-x", `${columns}`, "-y", `${rows}`];
    await terminal.#tmux(["-f", "/dev/null", "new-session", "-d", ...size, line], env);
    return terminal;
  }

  /** Types text as it is, or a key by its name in tmux: "Enter", "Tab", "C-c". */
  async type(text: string): Promise<void> {
    await this.#tmux(["send-keys", "-l", text]);
  }

  async press(key: string): Promise<void> {
    await this.#tmux(["send-keys", key]);
  }

  /**
   * Waits until the screen shows something.
   * @throws {Error} with the screen if it does not within 20 seconds.
   */
  async until(pattern: RegExp): Promise<string> {
    let screen = "";
    for (const end = performance.now() + 20_000; performance.now() < end;) {
      screen = (await this.#tmux(["capture-pane", "-p"])).replaceAll(/ +$/gm, "");
      if (pattern.test(screen)) return screen;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`The screen never showed ${pattern}:\n${screen.trimEnd()}`);
  }

  async #tmux(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
    const { stdout } = await new Deno.Command("tmux", { args: ["-S", `${this.folder}/socket`, ...args], env }).output();
    return new TextDecoder().decode(stdout);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tmux(["kill-server"]);
    await Deno.remove(this.folder, { recursive: true });
  }
}
