import assert from "node:assert/strict";
import { runInside } from "./inside.ts";
import { commandLine } from "./semcom.ts";
import { hasTerminal, isHere, Terminal } from "./tmux.ts";

/** What the program offers where the last word is being typed. */
async function offer(...words: string[]): Promise<string[]> {
  const { stdout } = await runInside(["completions", "fish", ...words]);
  return stdout.split("\n").map((line) => line.split("\t")[0]!).filter((word) => word !== "");
}

Deno.test("names of codecs, channels, codes, modulations and metrics are offered", async () => {
  assert.ok((await offer("send", "--codec", "")).includes("gpt2-mini"));
  assert.ok((await offer("send", "--codec", "h")).includes("huffman"));
  assert.deepEqual(await offer("send", "--channel", "tdl-"), ["tdl-a", "tdl-b", "tdl-c", "tdl-d", "tdl-e"]);
  assert.deepEqual(await offer("send", "--modulation", ""), ["bpsk", "qpsk", "16qam", "64qam", "256qam"]);
  assert.deepEqual(await offer("send", "--metrics", "+ch"), ["+character_error_rate", "+chrfpp"]);
  assert.deepEqual(await offer("compare", "--metric", "exact,bleu"), [
    "exact,bleu1",
    "exact,bleu2",
    "exact,bleu3",
    "exact,bleu4",
  ]);
  assert.deepEqual(await offer("channels", "show", "ray"), ["rayleigh"]);
});

Deno.test("parameters of channels and codes are offered, and their values", async () => {
  assert.deepEqual(await offer("send", "--channel", "rician:"), ["rician:k=", "rician:fading=", "rician:doppler="]);
  assert.deepEqual(await offer("send", "--channel", "rician:k=6,"), ["rician:k=6,fading=", "rician:k=6,doppler="]);
  assert.deepEqual(await offer("send", "--channel", "rician:fading="), ["rician:fading=block", "rician:fading=fast"]);
  assert.deepEqual(await offer("eval", "--channel", "awgn,rician:k=3,f"), ["awgn,rician:k=3,fading="]);
  assert.deepEqual(await offer("eval", "--channel", "awgn,burs"), ["awgn,burst"]);
  assert.deepEqual(await offer("ber", "--channel-code", "polar:l"), ["polar:list="]);
  assert.deepEqual(await offer("ber", "--channel-code", "polar:list="), ["polar:list=8"]);
  assert.deepEqual(await offer("ber", "--channel-code", "frob:l"), []);
});

/** What is typed before Tab, and what the line is then. */
const LINES: readonly [string, string][] = [
  ["semcom fine", "semcom finetune"],
  ["semcom send --codec ba", "semcom send --codec bart-mini"],
  ["semcom send --channel ricia", "semcom send --channel rician"],
  ["semcom send --channel rician:d", "semcom send --channel rician:doppler="],
  ["semcom send --channel rician:k=6,fading=f", "semcom send --channel rician:k=6,fading=fast"],
  ["semcom send --channel=rician:fading=b", "semcom send --channel=rician:fading=block"],
  ["semcom ber --channel-code polar:l", "semcom ber --channel-code polar:list="],
  ["semcom send --modulation 64", "semcom send --modulation 64qam"],
  ["semcom send --metrics +sim", "semcom send --metrics +similarity"],
];

/** Shells without a user's settings, and what makes completions work in each. */
const SHELLS = {
  bash: { args: ["--norc", "--noprofile", "-i"], setup: "PS1='> '; source <(semcom completions bash)" },
  zsh: {
    args: ["-f", "-i"],
    setup: "PS1='> '; autoload -U compinit; compinit -D; source <(semcom completions zsh)",
  },
  fish: {
    args: ["--no-config", "-i"],
    setup: "function fish_prompt; echo -n '> '; end; semcom completions fish | source",
  },
} as const;

for (const [shell, { args, setup }] of Object.entries(SHELLS)) {
  const isAbsent = !hasTerminal || !await isHere(shell);
  Deno.test(`${shell} completes names and parameters (ignored where ${shell} or tmux is absent)`, {
    ignore: isAbsent,
  }, async () => {
    const folder = await Deno.makeTempDir();
    try {
      const { command, args: program } = commandLine([]);
      const line = [command, ...program].map((word) => `'${word}'`).join(" ");
      await Deno.writeTextFile(`${folder}/semcom`, `#!/bin/sh\nexec ${line} "$@"\n`, { mode: 0o755 });
      const env = { PATH: `${folder}:${Deno.env.get("PATH")}`, HOME: folder, DENO_DIR: denoFolder() };
      await using terminal = await Terminal.open([shell, ...args], { columns: 120, env });
      await terminal.type(`${setup}; echo rea''dy`);
      await terminal.press("Enter");
      await terminal.until(/^ready$/m);
      for (const [typed, completed] of LINES) {
        await terminal.press("C-l");
        await terminal.type(typed);
        await terminal.until(new RegExp(`^> ${escape(typed)}`, "m"));
        await terminal.press("Tab");
        await terminal.until(new RegExp(`^> ${escape(completed)}`, "m"));
        if (completed.endsWith("=")) { // its value comes next, without a blank
          await terminal.type("1");
          await terminal.until(new RegExp(`^> ${escape(completed)}1`, "m"));
        }
        await terminal.press("C-u");
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

/** Where the program's modules are, though its shell has another home. */
function denoFolder(): string {
  return Deno.env.get("DENO_DIR") ?? `${Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`}/deno`;
}

function escape(text: string): string {
  return text.replaceAll(/[+*?.]/g, "\\$&");
}
