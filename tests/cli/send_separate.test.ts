import assert from "node:assert/strict";
import { semcom } from "./semcom.ts";

const TEXT = "We should vote on this report today.";

Deno.test("a message that fails its check is an empty line and lost, or the best of it", async () => {
  const args = ["send", "--codec", "huffman", "--channel", "bsc:p=0.02", "--channel-code", "none"];
  const lost = await semcom([...args, TEXT]);
  assert.deepEqual([lost.code, lost.stdout], [0, "\n"]);
  assert.match(lost.stderr, /^ +1 +lost /m);
  assert.match(lost.stderr, /^lost: 1 of 1, and the receiver knows it$/m);
  const best = await semcom([...args, "--on-failure", "best", "--json", "-q", TEXT]);
  const record = JSON.parse(best.stdout);
  assert.deepEqual([record.delivered, record.block_errors, record.detected_errors, record.on_failure], [
    false,
    1,
    1,
    "best",
  ]);
  assert.ok(record.reconstruction.length > 10 && record.reconstruction !== TEXT, record.reconstruction);
});

Deno.test("each source code is listed, shown and sent with; what one cannot carry is refused", async () => {
  const names = ["utf8", "fixed5", "huffman", "deflate", "brotli", "zstd", "ppm"];
  const listed = (await semcom(["codecs", "list"])).stdout;
  for (const codec of names) {
    assert.match(listed, new RegExp(`^${codec} +separate `, "m"));
    const sent = await semcom(["send", "-q", "--codec", codec, "--snr", "12", "--rate", "80/word", "we agree."]);
    assert.deepEqual(sent, { code: 0, stdout: "we agree.\n", stderr: "" }, codec);
  }
  assert.match(listed, /^gpt2-mini +learned, spinal, arithmetic /m);
  const refused = await semcom(["send", "-q", "--codec", "fixed5", "--snr", "12", TEXT]);
  assert.deepEqual([refused.code, refused.stdout], [3, "\n"]);
  assert.match(refused.stderr, /^semcom: error: Cannot send line 1: fixed5 has no "W": it carries a to z[^\n]+\n$/);
});

Deno.test("arithmetic coding under a language model, at a rate a word", async () => {
  const { code, stdout, stderr } = await semcom([
    ...["send", "--codec", "gpt2-mini", "--scheme", "ARITHMETIC", "--snr", "12", "--rate", "8/word", TEXT],
  ]);
  assert.deepEqual([code, stdout], [0, `${TEXT}\n`], stderr);
  assert.match(stderr, /^gpt2-mini, digital \(polar, 16qam\), awgn, 12 dB Es\/N0, 8 uses\/word, seed 1$/m);
});
