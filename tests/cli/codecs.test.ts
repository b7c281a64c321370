import assert from "node:assert/strict";
import { harmless, model, writeFolder } from "../codec/check/hostile.ts";
import { semcom } from "./semcom.ts";

Deno.test("codecs show: complexity, and measured figures when they are asked for", async () => {
  const { code, stdout } = await semcom(["codecs", "show", "bart-mini", "--json", "--measure", "--snr", "18"]);
  assert.equal(code, 0);
  const { macs, measured } = JSON.parse(stdout);
  assert.equal(macs.tokens, 32);
  for (const count of [macs.transmit, macs.receive, macs.pass]) assert.ok(Number.isInteger(count) && count > 1e5);
  assert.equal(measured.snr_db, 18);
  assert.ok(measured.ms > 0 && measured.passes >= 1);
  const shown = (await semcom(["codecs", "show", "bart-mini"])).stdout;
  assert.match(shown, /^transmitting +\d\.\d\d M multiply-accumulates a token, in segments of 32$/m);
  assert.match(shown, /^receiving +\d\.\d\d M a token, and \d\.\d\d M more each pass$/m);
  assert.doesNotMatch(shown, /^measured/m);
});

Deno.test("a stranger's codec is refused in one line, and its names do not reach the terminal raw", async () => {
  const folder = await Deno.makeTempDir();
  try {
    writeFolder(folder, { ...harmless(), "decoder.onnx": model({ 8: [{ 1: "\x1b[31mevil\n", 2: 1 }] }) });
    const evil = { code: 3, stdout: "" };
    for (const args of [["codecs", "verify", folder], ["codecs", "show", folder], ["send", "--codec", folder, "No."]]) {
      const { stderr, ...rest } = await semcom(args);
      assert.deepEqual(rest, evil, args.join(" "));
      assert.match(stderr, /^semcom: error: Cannot use decoder\.onnx: it uses the operator sets [^\n]+\n$/);
      // deno-lint-ignore no-control-regex
      assert.doesNotMatch(stderr.slice(0, -1), /[\x00-\x1f\x7f-\x9f]/);
    }
    await Deno.writeTextFile(`${folder}/\x1b]0;owned\x07\n`, "");
    const { stderr } = await semcom(["codecs", "verify", folder]);
    assert.match(stderr, /^semcom: error: [^\n]* does not list: \\x1b\]0;owned\\x07\\n\n$/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("codecs import makes a codec that is listed by its folder, shown, verified and sent with", async () => {
  const parent = await Deno.makeTempDir();
  try {
    const model = new URL("../codec/import/checkpoints/llama-mixed.gguf", import.meta.url).pathname;
    const out = `${parent}/tiny`;
    const { code, stdout, stderr } = await semcom(["codecs", "import", model, "--out", `${out}/`, "--name", "mine"]);
    assert.deepEqual([code, stdout], [0, ""]);
    assert.match(stderr, /^[^\n]*tiny: mine, llama, \d+\.\d\d M parameters, \d+\.\d MiB[^\n]*\n$/);
    assert.match((await semcom(["codecs", "show", out])).stdout, /^kind +causal \(llama\)$/m);
    assert.match((await semcom(["codecs", "verify", out])).stdout, / {2}ok {2}\d+ files /);
    const sent = await semcom(["send", "--json", "-q", "--codec", out, "--snr", "30", "--rate", "12", "ab"]);
    const { reconstruction, scheme, delivered, information_bits, schema } = JSON.parse(sent.stdout);
    assert.deepEqual([reconstruction, scheme, delivered, schema], ["ab", "spinal", true, 2]);
    assert.ok(information_bits > 0);
    const again = await semcom(["codecs", "import", model, "--out", out]);
    assert.equal(again.code, 2);
    assert.match(again.stderr, /it exists already: choose another folder\n$/);
    await Deno.writeFile(`${out}/weights-1.bin`, new Uint8Array(3));
    assert.match((await semcom(["codecs", "verify", out])).stderr, /weights-1\.bin is damaged: it has 3 bytes/);
    assert.deepEqual([...Deno.readDirSync(parent)].map(({ name }) => name), ["tiny"]);
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
});

Deno.test("what is no codec folder is said by each command", async () => {
  assert.match((await semcom(["codecs", "show", "utf8"])).stdout, /^scheme +separate$/m);
  const cases: [args: string[], code: number, says: RegExp][] = [
    [["codecs", "show", "bart-min"], 2, /Unknown codec "bart-min": did you mean bart-mini\?/],
    [["codecs", "verify", "utf8"], 2, /Cannot verify the codec utf8: a source code has no files/],
    [["codecs", "import", import.meta.filename!, "--out", "./never"], 3, /it is no GGUF file\n$/],
    [
      ["finetune", "--codec", "utf8", "--data", "x", "--out", "y"],
      2,
      /Cannot fine-tune the codec utf8: its scheme is separate/,
    ],
    [
      ["finetune", "--codec", "smollm2-135m", "--train", "adapter", "--data", "x", "--out", "y"],
      2,
      /The part to train is adapter, and the codec smollm2-135m is a language model without a rate adapter/,
    ],
    [["send", "--codec", "bart-mini", "--scheme", "spinal", "No."], 2, /bart-mini has the scheme learned only/],
  ];
  for (const [args, code, says] of cases) {
    const run = await semcom(args);
    assert.deepEqual([run.code, run.stdout, says.test(run.stderr)], [code, "", true], run.stderr);
  }
});
