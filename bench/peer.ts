import { TextLineStream } from "./lines.ts";

/** The other side of a benchmark: a Python script that answers each line with a line of JSON. */
export class Peer implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #output: ReadableStreamDefaultReader<string>;

  /** It runs in the folder of the script. */
  constructor(
    python: string,
    private readonly script: URL,
    args: readonly string[],
    options: Pick<Deno.CommandOptions, "env" | "stderr"> = {},
  ) {
    const command = { ...options, args: [script.pathname, ...args], cwd: new URL(".", script) };
    this.#process = new Deno.Command(python, { ...command, stdin: "piped", stdout: "piped" }).spawn();
    this.#input = this.#process.stdin.getWriter();
    const text = this.#process.stdout.pipeThrough(new TextDecoderStream());
    this.#output = text.pipeThrough(new TextLineStream()).getReader();
  }

  /** Asks for an answer. Throws as {@linkcode Peer.answer} does. */
  async ask<Answer>(question: string): Promise<Answer> {
    await this.#input.write(new TextEncoder().encode(`${question}\n`));
    return await this.answer();
  }

  /**
   * The next answer, of a script that says something unasked.
   * @throws {Error} if the script has ended.
   */
  async answer<Answer>(): Promise<Answer> {
    const { value, done } = await this.#output.read();
    if (done) throw new Error(`${this.script.pathname} ended; what it said itself is above`);
    return JSON.parse(value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close().catch(() => {}); // it may have failed already
    await this.#process.status;
  }
}
