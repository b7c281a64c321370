import assert from "node:assert/strict";
import { tinyPath } from "../finetune/tiny.ts";
import { harmless, writeFolder } from "../codec/check/hostile.ts";
import { semcom, semcomCommand } from "./semcom.ts";

/** A folder with a copy of a small codec, and one of configuration. */
class Place implements Disposable {
  readonly path = Deno.makeTempDirSync();
  readonly codec = `${this.path}/codec`;
  readonly #env = { XDG_CONFIG_HOME: `${this.path}/configuration` };

  constructor() {
    Deno.mkdirSync(this.codec);
    for (const { name } of Deno.readDirSync(tinyPath("bart"))) {
      Deno.copyFileSync(`${tinyPath("bart")}/${name}`, `${this.codec}/${name}`);
    }
  }

  run(...args: string[]) {
    return semcom(args, "", this.#env);
  }

  async trust(codec = this.codec): Promise<string> {
    return JSON.parse((await this.run("codecs", "show", "--json", codec)).stdout).trust;
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

Deno.test("a codec folder is trusted by its hash until it changes or the user takes it back", async () => {
  using place = new Place();
  const { codec } = place;
  assert.equal(await place.trust(), "not trusted");
  const sent = await place.run("send", "-q", "--codec", codec, "--snr", "30", "No.");
  assert.equal(sent.code, 0, sent.stderr);
  assert.equal(await place.trust(), "not trusted"); // to run is not to be trusted
  const trusted = await place.run("codecs", "trust", codec);
  assert.deepEqual([trusted.code, trusted.stdout], [0, ""]);
  assert.match(trusted.stderr, /codec: trusted, sha256 [0-9a-f]{64}\n$/);
  assert.equal(await place.trust(), "trusted");
  assert.match((await place.run("codecs", "verify", codec)).stdout, / {2}ok {2}.* {2}trusted\n$/);
  assert.deepEqual(await place.run("send", "-q", "--codec", codec, "--snr", "30", "No."), sent);

  assert.match((await place.run("codecs", "trust", codec, "--undo")).stderr, /: trusted no longer\n$/);
  assert.equal(await place.trust(), "not trusted");
  await place.run("codecs", "trust", codec);
  const manifest = Deno.readTextFileSync(`${codec}/codec.json`);
  Deno.writeTextFileSync(`${codec}/codec.json`, `${manifest} `);
  assert.equal(await place.trust(), "not trusted");
});

Deno.test("what is refused or bundled is not made trusted", async () => {
  using place = new Place();
  writeFolder(place.codec, { ...harmless(), "decoder.onnx": new Uint8Array(8) });
  for (const { name } of [...Deno.readDirSync(place.codec)]) {
    if (!Object.hasOwn({ ...harmless(), "codec.json": "" }, name)) Deno.removeSync(`${place.codec}/${name}`);
  }
  const refused = await place.run("codecs", "trust", place.codec);
  assert.equal(refused.code, 3);
  assert.match(refused.stderr, /^semcom: error: Cannot use decoder\.onnx: [^\n]+\n$/);
  const bundled = await place.run("codecs", "trust", "bart-mini");
  assert.deepEqual([bundled.code, /it is bundled/.test(bundled.stderr)], [2, true], bundled.stderr);
  assert.deepEqual([...Deno.readDirSync(place.path)].map(({ name }) => name), ["codec"]);
});

Deno.test("what is fine-tuned is trusted as what it was made from", async () => {
  using place = new Place();
  const data = `${place.path}/notes.txt`;
  Deno.writeTextFileSync(data, Array.from({ length: 60 }, (_, i) => `The ferry ${i} leaves at noon.\n`).join(""));
  const tune = async (out: string) => {
    const settings = ["--data", data, "--steps", "1", "--batch-tokens", "200", "-q"];
    const run = await place.run("finetune", "--codec", place.codec, "--out", `${place.path}/${out}`, ...settings);
    assert.deepEqual([run.code, run.stderr], [0, ""]);
    return await place.trust(`${place.path}/${out}`);
  };
  assert.equal(await tune("first"), "not trusted");
  await place.run("codecs", "trust", place.codec);
  assert.equal(await tune("second"), "trusted");
});

Deno.test("what semcom imports it trusts, and a place where that cannot be recorded is no obstacle", async () => {
  using place = new Place();
  const model = new URL("../codec/import/checkpoints/llama-mixed.gguf", import.meta.url).pathname;
  assert.equal((await place.run("codecs", "import", "-q", model, "--out", `${place.path}/mine`)).code, 0);
  assert.equal(await place.trust(`${place.path}/mine`), "trusted");
  const env = { XDG_CONFIG_HOME: "/dev/null" };
  const run = await semcom(["codecs", "import", "-q", model, "--out", `${place.path}/other`], "", env);
  assert.deepEqual(run, { code: 0, stdout: "", stderr: "" });
  const refused = await semcom(["codecs", "trust", place.codec], "", env);
  assert.deepEqual([refused.code, refused.stdout], [4, ""]);
  assert.match(refused.stderr, /^semcom: error: Cannot write \/dev\/null\/semcom\/trusted-codecs: [^\n]+\n$/);
});

function ps(...args: string[]): string[] {
  const { stdout } = new Deno.Command("ps", { args }).outputSync();
  return new TextDecoder().decode(stdout).split(/\s+/).filter(Boolean);
}

/** The processes that a process has started, by their numbers. */
const childrenOf = (pid: number) => ps("--ppid", `${pid}`, "-o", "pid=");

/** True of a process that has ended, whether or not anybody has asked how. */
const isOver = (pid: string) => ps("-p", pid, "-o", "stat=").every((state) => state.startsWith("Z"));

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(done: () => boolean): Promise<void> {
  while (!done()) await wait(10);
}

Deno.test("kill -9 or two SIGTERMs during a codec's first run end it and the process of its own", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  const args = ["codecs", "verify", "gpt2-mini"];
  const begun = performance.now();
  assert.equal((await semcom(args)).code, 0);
  const whole = performance.now() - begun;
  for (const signals of [["SIGKILL"], ["SIGTERM", "SIGTERM"]] as const) {
    await using parent = semcomCommand(args, { stdout: "null", stderr: "null" }).spawn();
    const ended = parent.status;
    await until(() => childrenOf(parent.pid).length > 0);
    const [child] = childrenOf(parent.pid);
    const start = performance.now();
    for (const signal of signals) {
      await wait(whole / 10); // it is at work; and two signals at once are one
      try {
        parent.kill(signal);
      } catch { /* the first was enough */ }
    }
    await ended;
    await until(() => isOver(child!));
    assert.ok(
      performance.now() - start < whole / 2,
      `${Math.round(performance.now() - start)} of ${Math.round(whole)} ms`,
    );
  }
});
