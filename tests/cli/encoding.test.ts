import assert from "node:assert/strict";
import { TemporaryFolder } from "../evaluation/folder.ts";
import { semcom } from "./semcom.ts";

const CLEAN = ["--codec", "utf8", "--modulation", "qpsk", "--snr", "20"];

const LATIN1 = Uint8Array.from("\u00c0 midi, pr\u00e8s de l'\u00e9glise.\r\n\u00e7a va?\n", (c) => c.charCodeAt(0));

Deno.test("--encoding: send reads standard input in it, and what is no text in it is said", async () => {
  const { code, stdout, stderr } = await semcom(["send", "-q", ...CLEAN, "--encoding", "latin1"], LATIN1);
  assert.deepEqual([code, stdout, stderr], [0, "À midi, près de l'église.\r\nça va?\n", ""]);
  const koi8 = Uint8Array.of(0xf0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4, 0x0a);
  assert.equal((await semcom(["send", "-q", ...CLEAN, "--encoding", "koi8-r"], koi8)).stdout, "Привет\n");
  const broken = await semcom(
    ["send", "-q", ...CLEAN, "--encoding", "shift_jis"],
    Uint8Array.of(0x41, 0x82, 0x0a, 0x42, 0x0a),
  );
  assert.equal(broken.stdout, "A\ufffd\nB\n");
  assert.match(broken.stderr, /^semcom: warning: 1 of 2 lines of standard input is not shift_jis, line 1: .*\n$/);
});

Deno.test("--encoding: eval has the same results of a text in any encoding", async () => {
  using folder = new TemporaryFolder();
  await Deno.writeFile(`${folder.path}/latin1.txt`, LATIN1);
  const utf8 = folder.write("utf8.txt", new TextDecoder("latin1").decode(LATIN1));
  const evaluate = (file: string, out: string, ...flags: string[]) =>
    semcom(["eval", file, ...CLEAN, "-q", "--jobs", "1", "--out", `${folder.path}/${out}`, ...flags]);
  assert.equal((await evaluate(`${folder.path}/latin1.txt`, "a", "--encoding", "Latin1")).code, 0);
  assert.equal((await evaluate(utf8, "b")).code, 0);
  assert.equal(folder.read("a/results.jsonl"), folder.read("b/results.jsonl"));
});

Deno.test("--encoding: an unknown one, and one without effect, are refused in one line", async () => {
  for (const command of [["send"], ["eval"], ["finetune", "--data", "a", "--out", "b"]]) {
    const { code, stderr } = await semcom([...command, "--encoding", "latin-1"]);
    assert.equal(code, 2);
    assert.match(stderr, /^semcom: error: `--encoding`: Unknown encoding "latin-1": did you mean latin1\? [^\n]*\n$/);
  }
  const { code, stderr } = await semcom(["send", "--encoding", "latin1", "Yes"]);
  assert.equal(code, 2);
  assert.match(
    stderr,
    /^semcom: error: The encoding is windows-1252, and the messages are arguments, [^\n]*leave one out\n$/,
  );
});
