import assert from "node:assert/strict";
import { commandLine, semcom, semcomCommand } from "./semcom.ts";

async function answers(...requests: unknown[]) {
  const input = requests.map((one) => (typeof one === "string" ? one : JSON.stringify(one)) + "\n").join("");
  const { code, stdout, stderr } = await semcom(
    ["send", "--json-input", "-q", "--codec", "utf8", "--snr", "20", "--modulation", "qpsk"],
    input,
  );
  return { code, stderr, records: stdout.trimEnd().split("\n").map((line) => JSON.parse(line)) };
}

Deno.test("send --json-input: every request has its own settings, by the names of flags or of results", async () => {
  const { code, stderr, records } = await answers(
    { text: "two\nlines" },
    { text: "b", snr: 12, seed: 3, channel: "rayleigh" },
    { text: "c", snr_db: 15, channel_code: "polar", index: 40 },
    { text: "d", "channel-code": "polar", "code-rate": "1/3" },
  );
  assert.deepEqual([code, stderr], [0, ""]);
  assert.deepEqual(records.map(({ text, snr_db, seed, channel, index }) => [text, snr_db, seed, channel, index]), [
    ["two\nlines", 20, 1, "awgn", 1],
    ["b", 12, 3, "rayleigh:fading=block", 2],
    ["c", 15, 1, "awgn", 40],
    ["d", 20, 1, "awgn", 4],
  ]);
  assert.deepEqual(records.map(({ channel_code }) => channel_code).slice(2), ["polar", "polar"]);
  assert.equal(records[0].reconstruction, "two\nlines");
});

Deno.test("send --json-input: a message's noise depends on its index and seed, not on its line", async () => {
  const request = { text: "The ferry leaves at six.", snr: -3, on_failure: "best", "channel-code": "none", index: 7 };
  const { records: [one, , two, other] } = await answers(request, { text: "a" }, request, { ...request, index: 8 });
  assert.notEqual(one.reconstruction, one.text);
  assert.equal(one.reconstruction, two.reconstruction);
  assert.notEqual(one.reconstruction, other.reconstruction);
});

Deno.test("send --json-input: a bad request is answered with its error, and the others as ever", async () => {
  const bad: [unknown, RegExp][] = [
    ["{", /no JSON object/],
    ["[1]", /no JSON object/],
    [{ snr: 3 }, /has no text/],
    [{ text: 5 }, /has no text/],
    [{ text: "a", snr: 99 }, /SNR is 99 dB, and must be from -30 to 60/],
    [{ text: "a", snr: [1] }, /SNR is \[1\], and must be a number or a string/],
    [{ text: "a", codec: "bart-mini" }, /codec, which is the same for all messages: give --codec/],
    [{ text: "a", knowledge: "names.txt" }, /knowledge, which is the same for all messages/],
    [{ text: "a", volume: 3 }, /"volume", which is no setting/],
    [{ text: "a", index: 0 }, /index is 0, and must be a whole number from 1/],
    [{ text: "a", rate: 1, budget: 3 }, /Both the rate \(1\) and the budget \(3\)/],
    [{ text: "a", budget: 1 }, /budget is 1 uses/],
  ];
  const { code, stderr, records } = await answers(...bad.flatMap(([request]) => [request, { text: "good" }]));
  assert.equal(code, 2);
  bad.forEach(([, says], i) => {
    assert.deepEqual(Object.keys(records[2 * i]), ["schema", "index", "error"]);
    assert.match(records[2 * i].error, says);
    assert.equal(records[2 * i].index, 2 * i + 1);
    assert.equal(records[2 * i + 1].reconstruction, "good");
  });
  assert.equal(stderr.trimEnd().split("\n").length, bad.length);
});

Deno.test("send --json-input takes no messages as arguments", async () => {
  const { code, stdout, stderr } = await semcom(["send", "a", "--json-input"]);
  assert.deepEqual([code, stdout], [2, ""]);
  assert.match(stderr, /^semcom: error: [^\n]*leave --json-input out\n$/);
});

for (
  const [flags, request, answer] of [
    [["--json-input"], '{"text":"Meet me."}\n', /"reconstruction":"Meet me\."/],
    [[], "Meet me.\n", /^Meet me\.\n$/],
  ] as const
) {
  Deno.test(`send ${flags.join(" ")}: a line is answered before the next is written`, async () => {
    const child = semcomCommand(["send", "-q", "--codec", "utf8", "--snr", "20", "--modulation", "qpsk", ...flags], {
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    const reader = child.stdout.getReader();
    for (let i = 0; i < 3; i++) {
      await writer.write(new TextEncoder().encode(request));
      const { value } = await reader.read();
      assert.match(new TextDecoder().decode(value), answer);
    }
    await writer.close();
    reader.releaseLock();
    await child.stdout.cancel();
    assert.equal((await child.status).code, 0);
  });
}

const python = await new Deno.Command("python3", { args: ["--version"], stdout: "null", stderr: "null" }).output()
  .then(({ success }) => success, () => false);

Deno.test({
  name: "docs/semcom_client.py: 1,000 requests from 8 threads, nothing lost or mixed up",
  ignore: !python,
  async fn() {
    const { command, args } = commandLine([]);
    const file = (path: string) => new URL(path, import.meta.url).pathname;
    const { stdout } = await new Deno.Command("python3", {
      args: ["-B", file("client.py"), file("../../docs"), command, ...args],
      stderr: "inherit",
    }).output();
    const { error, ...counts } = JSON.parse(new TextDecoder().decode(stdout));
    assert.deepEqual(counts, { right: 990, errors: 10, code: 2, after: "an error" });
    assert.match(error, /SNR is 99 dB/);
  },
});
