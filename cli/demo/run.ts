import { openCodec } from "../../codec/open.ts";
import type { Codec, Scheme } from "../../codec/codec.ts";
import { EXIT, SemcomError, UsageError } from "../../errors.ts";
import type { LinkSettings } from "../../link/fields.ts";
import { Link, type Outcome } from "../../link/link.ts";
import { resolve } from "../../link/resolve.ts";
import { Interruption } from "../shared/interruption.ts";
import { linkSettingsOf } from "../shared/fields.ts";
import { print, terminalWidth } from "../shared/terminal.ts";
import { verdictOf } from "../shared/verdict.ts";
import type { DemoOptions } from "./flags.ts";
import { type Key, keysIn } from "./keys.ts";
import { drawScene, LEAST_SNR, MOST_SNR, type Scene, type Shown } from "./screen.ts";

/** The schemes that are shown, with about equal uses a word and side information for nothing, as far as the code can. */
const SCHEMES: readonly { readonly scheme: Scheme; readonly codec: string; readonly settings: LinkSettings }[] = [
  { scheme: "spinal", codec: "gpt2-mini", settings: {} },
  { scheme: "learned", codec: "bart-mini", settings: {} },
  { scheme: "separate", codec: "huffman", settings: { rate: "8/word", header: "free", onFailure: "best" } },
];

/** Runs `semcom demo` until it is quit. */
export async function runDemo(options: DemoOptions): Promise<number> {
  if (!Deno.stdin.isTerminal() || !Deno.stdout.isTerminal()) {
    throw new UsageError("The demonstration needs a terminal for its input and its output: use semcom send elsewhere");
  }
  const { snrDb = 6, ...own } = linkSettingsOf(options);
  using interruption = new Interruption();
  await using stack = new AsyncDisposableStack();
  const codecs: Codec[] = [];
  for (const { codec, scheme } of SCHEMES) codecs.push(stack.use(await openCodec(codec, { scheme })));
  codecs.forEach((codec, i) => resolve({ ...SCHEMES[i]!.settings, ...own, snrDb }, codec)); // said before the screen is taken
  const demo = new Demo(codecs, own, snrDb);
  using _screen = new RawScreen();
  await demo.run(interruption);
  return interruption.exitCode ?? EXIT.done;
}

/** The terminal in raw mode, with a screen of its own; as it was when this is disposed of, or the program ends otherwise. */
class RawScreen implements Disposable {
  readonly #restore = () => {
    Deno.stdin.setRaw(false);
    print("\x1b[?25h\x1b[?1049l");
  };

  constructor() {
    globalThis.addEventListener("unload", this.#restore);
    Deno.stdin.setRaw(true);
    print("\x1b[?1049h\x1b[?25l");
  }

  [Symbol.dispose](): void {
    globalThis.removeEventListener("unload", this.#restore);
    this.#restore();
  }
}

/** What is shown, and what keys change of it. */
class Demo {
  #text = "We should vote on this report today, not next week.";
  #isTyping = false;
  #isOver = false;
  /** Counts what changed: a message that is older than this is not shown any more. */
  #version = 0;
  #shown: Shown["received"][] = [];
  #wake = () => {};

  constructor(
    private readonly codecs: readonly Codec[],
    private readonly settings: LinkSettings,
    private snrDb: number,
  ) {}

  async run({ signal }: Interruption): Promise<void> {
    signal.addEventListener("abort", () => this.#end(), { once: true });
    const reader = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).getReader();
    (async () => {
      for (let next = await reader.read(); !next.done && !this.#isOver; next = await reader.read()) {
        for (const key of keysIn(next.value)) this.#press(key);
        this.#wake();
      }
    })().catch(() => {}).finally(() => this.#end());
    while (!this.#isOver) {
      const version = this.#version;
      this.#shown = [];
      this.#draw();
      for (let i = 0; i < this.codecs.length && version === this.#version && !this.#isOver; i++) {
        this.#shown[i] = await this.#send(i);
        this.#draw();
        await new Promise((resolve) => setTimeout(resolve)); // keys have their turn
      }
      if (version === this.#version && !this.#isOver) await new Promise<void>((resolve) => this.#wake = resolve);
    }
    await reader.cancel();
  }

  async #send(i: number): Promise<Shown["received"]> {
    try {
      const link = new Link(this.codecs[i]!, { ...SCHEMES[i]!.settings, ...this.settings, snrDb: this.snrDb });
      const [outcome] = await link.send([{ index: 1, text: this.#text }]);
      return receivedOf(outcome!);
    } catch (error) {
      if (error instanceof SemcomError) return { text: "", note: error.message };
      throw error;
    }
  }

  #press(key: Key): void {
    if (key.type === "interrupt" || !this.#isTyping && key.type === "text" && key.text.startsWith("q")) {
      return this.#end();
    }
    const step = key.type === "up" ? 1 : key.type === "down" ? -1 : 0;
    if (step !== 0) this.snrDb = Math.min(MOST_SNR, Math.max(LEAST_SNR, this.snrDb + step));
    else if (key.type === "tab" || key.type === "enter") this.#isTyping = !this.#isTyping;
    else if (key.type === "escape") this.#isTyping = false;
    else if (this.#isTyping && key.type === "back") this.#text = [...this.#text].slice(0, -1).join("");
    else if (this.#isTyping && key.type === "text") this.#text = (this.#text + key.text).slice(0, MAX_TEXT);
    else return;
    this.#version++;
  }

  #end(): void {
    this.#isOver = true;
    this.#wake();
  }

  #draw(): void {
    const scene: Scene = {
      text: this.#text,
      isTyping: this.#isTyping,
      snrDb: this.snrDb,
      channel: this.settings.channel ?? "awgn",
      schemes: SCHEMES.map(({ scheme, codec }, i) => ({ title: `${scheme} (${codec})`, received: this.#shown[i] })),
    };
    const { rows } = Deno.consoleSize();
    const lines = drawScene(scene, terminalWidth()).slice(0, rows);
    print(`\x1b[H${lines.map((line) => `${line}\x1b[K`).join("\r\n")}\x1b[J`);
  }
}

/** A line is shown whole. */
const MAX_TEXT = 200;

function receivedOf(outcome: Outcome): Shown["received"] {
  if (outcome.status === "refused") return { text: "", note: outcome.error.message };
  return { text: outcome.reconstruction, note: `${verdictOf(outcome)}, ${outcome.channelUses} uses` };
}
