import assert from "node:assert/strict";
import { semcom } from "./semcom.ts";

/** A line each of what learned codecs have seen little of. */
const ODD = [
  "Write to jane.doe+x@mail.example.org now.",
  'if a < b && c <= d: print("<b>")',
  "| name | qty | price |\t12.50 |  3 |",
  "Good morning 😀🚀 👨‍👩‍👧 👍🏽!",
  "no\u00a0break\u3000wide \u2028line\u0085next\u200bzero\ufeffmark  double\ttab \r lone",
  "\x00\x07\x1b[31mred\x7f",
  "cafe\u0301 nai\u0308ve, Встретимся в полдень, 我们明天见, שלום \u202eturned\u202c",
  "3.14159265358979 2024-05-17T09:30:00Z +49 (0)30 1234567",
  "  two before, two after  ",
];

const LINKS: readonly (readonly string[])[] = [
  ["--snr", "30"],
  ["--snr", "30", "--rate", "1"],
  ["--snr", "1"],
  ["--snr", "30", "--channel-code", "polar"],
  ["--snr", "4", "--channel-code", "none", "--bits", "24"],
  ["--snr", "30", "--codec", "gpt2-mini"],
  ["--snr", "10", "--codec", "gpt2-mini", "--channel-code", "ldpc", "--bits", "24"],
  ["--snr", "20", "--codec", "gpt2-mini", "--scheme", "spinal"],
  ["--snr", "20", "--codec", "gpt2-mini", "--scheme", "spinal", "--link", "digital"],
  ["--snr", "30", "--codec", "utf8"],
];

for (const link of LINKS) {
  Deno.test(`send ${link.join(" ")}: odd text arrives as it is, or else it is said why not`, async () => {
    const { code, stdout, stderr } = await semcom(["send", "--json", "-q", ...link], ODD.join("\n") + "\n");
    assert.equal(code, 0, stderr);
    const records = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    const warned = new Set(
      [...stderr.matchAll(/^semcom: warning: line (\d+) did not arrive .*cannot carry it/gm)].map(([, n]) => Number(n)),
    );
    for (const { index, text, reconstruction, exact, delivered } of records) {
      assert.equal(text, ODD[index - 1]);
      assert.equal(exact === 1, reconstruction === text);
      if (exact === 1) assert.ok(!warned.has(index), `line ${index} arrived`);
      else if (Number(link[1]) > 4) {
        assert.ok(delivered === false || warned.has(index), `line ${index}: ${reconstruction}`);
      }
    }
    const exact = records.filter(({ exact }) => exact === 1).length;
    if (link.join(" ") === "--snr 30" || /spinal|utf8/.test(link.join())) assert.equal(exact, ODD.length);
    if (/--rate|--channel-code/.test(link.join())) assert.ok(warned.size >= 4, stderr);
    // Noise is to blame, and more power would help; where a text is spelt out, so would another codec.
    if (link[1] === "1") assert.match(stderr, /^(semcom: warning: line \d+ did not arrive as it was: [^\n]*\n)?$/);
  });
}

Deno.test("send: where a learned codec spells a text out and it is lost, it is said once which codec knows its language", async () => {
  const russian = "Встретимся в полдень у старой гавани.";
  const { stderr, code } = await semcom(["send", "-q", "--snr", "8", russian, russian]);
  assert.equal(code, 0);
  assert.match(
    stderr,
    /^semcom: warning: line 1 did not arrive as it was: bart-mini has no words for it and takes \d+ tokens for 37 characters: take --codec smollm2-135m, [^\n]*\n$/,
  );
  const english = await semcom(["send", "-q", "--snr", "-3", "We should vote on this report today, not next week."]);
  assert.equal(english.stderr, "");
});
