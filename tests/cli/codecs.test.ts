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
      assert.match(stderr, /^semcom: error: Cannot use decoder\.onnx: it uses operators of [^\n]+\n$/);
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
