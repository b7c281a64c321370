/** The other side of a benchmark: a Python script beside this file that answers each line with a line of JSON. */
export class Peer implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #output: ReadableStreamDefaultReader<string>;

  constructor(python: string, private readonly script: string, args: readonly string[]) {
    const cwd = new URL(".", import.meta.url);
    this.#process = new Deno.Command(python, { args: [script, ...args], cwd, stdin: "piped", stdout: "piped" }).spawn();
    this.#input = this.#process.stdin.getWriter();
    this.#output = this.#process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** @throws {Error} if the script has ended. */
  async ask<Answer>(question: string): Promise<Answer> {
    await this.#input.write(new TextEncoder().encode(`${question}\n`));
    let line = "";
    while (!line.endsWith("\n")) {
      const { value, done } = await this.#output.read();
      if (done) throw new Error(`${this.script} ended; its own message is above`);
      line += value;
    }
    return JSON.parse(line);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close().catch(() => {}); // it may have failed already
    await this.#process.status;
  }
}
