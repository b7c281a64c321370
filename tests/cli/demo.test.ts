import assert from "node:assert/strict";
import { keysIn } from "../../cli/demo/keys.ts";
import { drawScene } from "../../cli/demo/screen.ts";
import { commandLine, semcom } from "./semcom.ts";
import { hasTerminal, Terminal } from "./tmux.ts";

Deno.test("demo refuses to run without a terminal, in one line", async () => {
  const { code, stdout, stderr } = await semcom(["demo"]);
  assert.deepEqual([code, stdout], [2, ""]);
  assert.match(stderr, /^semcom: error: The demonstration needs a terminal [^\n]*\n$/);
});

Deno.test("keys are told apart from text, also where several come at once", () => {
  const types = [...keysIn("né \x1b[A\x1bOB\x1b[1;5D\x1b[3~\t\x7f\r\x1b\x03\x01q")].map((key) =>
    key.type === "text" ? key.text : key.type
  );
  assert.deepEqual(types, ["né ", "up", "down", "tab", "back", "enter", "escape", "interrupt", "q"]);
});

Deno.test("the scene fits its columns, and marks words that were not sent", () => {
  const received = (text: string) => ({ text, note: "lost, and the receiver knows it, 60 uses" });
  const scene = {
    text: "We vote on this report today, and not next week when nobody is here to \x1b[31mread it.",
    isTyping: true,
    snrDb: -3,
    channel: "tdl-a:spread=4,cp=8,doppler=0.01",
    schemes: [
      { title: "spinal (gpt2-mini)", received: received("We vote on that report today.") },
      { title: "learned (bart-mini)", received: received("") },
      { title: "separate (huffman)", received: undefined },
    ],
  };
  for (const columns of [40, 60, 80, 120]) {
    const lines = drawScene(scene, columns);
    for (const line of lines) assert.ok(line.length <= columns, `${columns}: ${line}`);
    const screen = lines.join(" ").replaceAll(/\s+/g, " ");
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(screen, /[\x00-\x1f]/);
    assert.ok(columns > 60 || screen.includes("We vote on [that] report [today.]"), screen);
    assert.match(screen, /\[nothing\]/);
  }
});

/** A demonstration, and after it what the terminal's settings are. */
async function openDemo(columns: number): Promise<Terminal> {
  const { command, args } = commandLine(["demo", "--snr", "20"]);
  const after = ["sh", "-c", "echo ended; stty -a | grep -ow -e -icanon -e icanon; sleep 60"];
  return await Terminal.open([command, ...args, ";", ...after], { columns });
}

Deno.test("demo: arrows move the SNR, a line is typed, and q quits where nothing is typed", {
  ignore: !hasTerminal,
}, async () => {
  await using terminal = await openDemo(60);
  await terminal.until(/^spinal[^]*exact[^]*^learned[^]*exact[^]*^separate[^]*uses\)/m);
  for (let i = 0; i < 25; i++) await terminal.press("Left");
  await terminal.until(/-5 dB, awgn[^]*^learned[^]*\(not exact/m);
  for (let i = 0; i < 25; i++) await terminal.press("Up");
  await terminal.until(/20 dB, awgn/);
  await terminal.press("Tab");
  await terminal.type(" Be quick.");
  await terminal.until(/Be\s+quick\._[^]*^learned[^]*Be\s+quick\.\n\(exact/m);
  await terminal.press("Escape");
  await terminal.until(/q: quit/);
  await terminal.press("q");
  await terminal.until(/^ended\nicanon$/m);
});

Deno.test(
  "demo: Ctrl-C quits while a line is typed, and the terminal is as it was",
  { ignore: !hasTerminal },
  async () => {
    await using terminal = await openDemo(100);
    await terminal.until(/^spinal \(gpt2-mini\) +learned \(bart-mini\) +separate/m);
    await terminal.press("Tab");
    await terminal.until(/Ctrl-C quits/);
    await terminal.press("C-c");
    await terminal.until(/^ended\nicanon$/m);
  },
);
