/** The Chromium to test pages in: what SEMCOM_CHROMIUM names, or `chromium` if that is installed; undefined if there is none. */
export function findChromium(): string | undefined {
  const named = Deno.env.get("SEMCOM_CHROMIUM");
  if (named) return named;
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  return folders.map((folder) => `${folder}/chromium`).find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}

/** Something the browser reported by itself. */
export interface Happening {
  readonly method: string;
  // deno-lint-ignore no-explicit-any
  readonly params: any;
}

/** A page in a headless Chromium, driven over the DevTools protocol. */
export class Page implements AsyncDisposable {
  /** Everything that was reported since the page was opened. */
  readonly happenings: Happening[] = [];
  #sent = 0;
  // deno-lint-ignore no-explicit-any
  readonly #waiting = new Map<number, (answer: any) => void>();
  #session: string | undefined;

  private constructor(
    private readonly browser: Deno.ChildProcess,
    private readonly profile: string,
    private readonly socket: WebSocket,
  ) {
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      if (message.id === undefined) this.happenings.push(message);
      else this.#waiting.get(message.id)?.(message);
    };
  }

  /** Starts a browser with an empty page. */
  static async open(chromium: string): Promise<Page> {
    const profile = await Deno.makeTempDir({ prefix: "semcom-chromium-" });
    const browser = new Deno.Command(chromium, {
      args: [
        "--headless",
        "--disable-gpu",
        "--no-first-run",
        "--remote-debugging-port=0",
        `--user-data-dir=${profile}`,
        ...Deno.uid() === 0 ? ["--no-sandbox"] : [], // its sandbox cannot start as root
      ],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const socket = new WebSocket(await devtoolsAddress(browser.stderr));
    await new Promise((resolve, reject) => (socket.onopen = resolve, socket.onerror = reject));
    const page = new Page(browser, profile, socket);
    const { targetId } = await page.send("Target.createTarget", { url: "about:blank" });
    page.#session = (await page.send("Target.attachToTarget", { targetId, flatten: true })).sessionId;
    for (const domain of ["Page", "Runtime", "Log", "Network"]) await page.send(`${domain}.enable`);
    return page;
  }

  /** Sends a command and returns its result. */
  // deno-lint-ignore no-explicit-any
  async send(method: string, params: Record<string, unknown> = {}): Promise<any> {
    const id = ++this.#sent;
    const { promise, resolve } = Promise.withResolvers<{ error?: { message: string }; result?: unknown }>();
    this.#waiting.set(id, resolve);
    const session = this.#session === undefined ? {} : { sessionId: this.#session };
    this.socket.send(JSON.stringify({ id, method, params, ...session }));
    const { error, result } = await promise;
    this.#waiting.delete(id);
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  /** Goes to an address and waits until everything on the page is loaded. */
  async goTo(url: string): Promise<void> {
    const before = this.happenings.length;
    await this.send("Page.navigate", { url });
    while (!this.happenings.slice(before).some(({ method }) => method === "Page.loadEventFired")) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Shows the page as on a screen of this size, in CSS pixels, and scheme. */
  async show(width: number, height: number, scheme: "light" | "dark"): Promise<void> {
    await this.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: width < 600 });
    await this.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
  }

  /** Value of an expression on the page. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", { expression, returnByValue: true });
    if (exceptionDetails !== undefined) throw new Error(`${expression}: ${exceptionDetails.text}`);
    return result.value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.socket.onclose = resolve);
    this.#session = undefined;
    await this.send("Browser.close");
    await closed;
    await this.browser.status;
    await Deno.remove(this.profile, { recursive: true });
  }
}

/** Reads where the browser listens, and then everything else that it says, lest it block. */
function devtoolsAddress(stderr: ReadableStream<Uint8Array>): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  (async () => {
    let said = "";
    for await (const text of stderr.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)) {
      said = (said + text).slice(-4000);
      const address = said.match(/ws:\/\/\S+/)?.[0];
      if (address !== undefined) resolve(address);
    }
    reject(new Error(`Chromium ended before it listened: ${said}`));
  })();
  return promise;
}
