import assert from "node:assert/strict";
import { commandLine, semcom, semcomCommand } from "./semcom.ts";

const CLEAN = ["send", "--snr", "30"];

Deno.test("send: reconstructions on standard output, figures on standard error", async () => {
  const { code, stdout, stderr } = await semcom([...CLEAN, "The ferry leaves at six.", "No."]);
  assert.equal(code, 0);
  assert.equal(stdout, "The ferry leaves at six.\nNo.\n");
  const [header, told, titles, first, second, corpus, short, rest] = stderr.split("\n");
  assert.equal(header, "bart-mini, analog, awgn, 30 dB Es/N0, 6 uses/token, seed 1");
  assert.equal(told, "told for nothing: the number of tokens of each segment; how a line ends");
  assert.equal(titles, "    #  exact  BLEU-1  BLEU-4    WER  uses/word  passes    ms");
  assert.match(first!, /^ {4}1 {4}yes {3}1\.000 {3}1\.000 {2}0\.000/);
  assert.match(second!, /^ {4}2 {4}yes {3}1\.000 {7}- {2}0\.000/);
  assert.match(corpus!, /^ {2}all {4}yes/);
  assert.equal(short, "too short for BLEU-4, which is undefined of them: 1 of 2");
  assert.equal(rest, "");
  assert.ok(stderr.split("\n").every((line) => line.length <= 72));
});

Deno.test("send: -q leaves standard error empty", async () => {
  assert.deepEqual(await semcom([...CLEAN, "-q", "No."]), { code: 0, stdout: "No.\n", stderr: "" });
});

Deno.test("send: each line of standard input is a message, empty lines and line ends stay", async () => {
  const input = "The ferry leaves at six.\n\nWhere is the station?\r\n   \nNo.";
  const { code, stdout } = await semcom([...CLEAN, "-q", "--rate", "12"], input);
  assert.equal(code, 0);
  assert.equal(stdout, input);
});

Deno.test("send: no input is no message", async () => {
  assert.deepEqual(await semcom([...CLEAN, "-q"]), { code: 0, stdout: "", stderr: "" });
});

Deno.test("send --json: one object a line, numbers are numbers", async () => {
  const { code, stdout } = await semcom(
    ["send", "-q", "--json", "--snr", "4", "--rate", "5", "--seed", "7"],
    "We agree with the report.\n\n",
  );
  assert.equal(code, 0);
  const [message, empty] = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  const text = ["text", "reconstruction", "codec", "scheme", "link", "channel", "header", "csi", "equaliser"];
  const numbers = [
    "schema",
    "index",
    "snr_db",
    "rate",
    "tokens",
    "words",
    "characters",
    "channel_uses",
    "uses_per_word",
    "uses_per_character",
    "exact",
    "bleu1",
    "bleu2",
    "bleu3",
    "bleu4",
    "chrf2",
    "rouge_l",
    "word_error_rate",
    "token_error_rate",
    "confidence",
    "passes",
    "seed",
    "ms",
  ];
  assert.deepEqual(Object.keys(message).sort(), [...text, ...numbers].sort());
  for (const field of text) assert.equal(typeof message[field], "string", field);
  for (const field of numbers) assert.equal(typeof message[field], "number", field);
  assert.equal(message.text, "We agree with the report.");
  assert.equal(message.words, 5);
  assert.equal(message.channel_uses, 5 * message.tokens);
  assert.equal(message.uses_per_word, message.channel_uses / 5);
  assert.equal(message.uses_per_character, message.channel_uses / 25);
  assert.equal(empty.index, 2);
  assert.equal(empty.channel_uses, 0);
  assert.equal(empty.exact, 1);
});

Deno.test("send: what the ends know of the channel is in the header and in the records", async () => {
  const send = async (...args: string[]) => {
    const { code, stdout, stderr } = await semcom(["send", "--snr", "20", "--json", ...args, "No."]);
    assert.equal(code, 0, stderr);
    return { header: stderr.split("\n")[0]!, record: JSON.parse(stdout) };
  };
  const link = ["--channel", "rician:k=10"];
  const pilots = await send(...link, "--csi", "pilots", "--pilots", "4", "--pilot-power", "3", "--budget", "30");
  assert.match(pilots.header, /, 20 dB Es\/N0, 4 pilots at 3 dB \(lmmse\), 30 uses\/message, seed 1$/);
  const { csi, pilots: count, pilot_power_db, estimate, channel_uses } = pilots.record;
  assert.deepEqual([csi, count, pilot_power_db, estimate, channel_uses], ["pilots", 4, 3, "lmmse", 30]);
  const other = await send(...link, "--equaliser", "mmse", "--tx-snr", "5");
  assert.match(other.header, /, transmitter at 5 dB, mmse equaliser, 6 uses\/token, seed 1$/);
  assert.deepEqual([other.record.equaliser, other.record.tx_snr_db, other.record.csi], ["mmse", 5, "perfect"]);
  const none = await send(...link, "--csi", "none");
  assert.match(none.header, /, no CSI, /);
  assert.equal(none.record.csi, "none");
  assert.equal("pilots" in none.record, false);
});

Deno.test("send: the same command gives the same bytes", async () => {
  const args = ["send", "-q", "--snr", "0", "The committee meets at noon in the small hall."];
  assert.deepEqual(await semcom(args), await semcom(args));
});

Deno.test("send: invalid UTF-8 is replaced, with one warning that says where and how much", async () => {
  const { code, stdout, stderr } = await semcom(
    ["send", "--snr", "30", "-q", "--codec", "utf8"],
    Uint8Array.of(0x4e, 0x6f, 0x2e, 0x0a, 0x4e, 0x6f, 0xff, 0x0a, 0xe9, 0x0a, 0x4e, 0x0a),
  );
  assert.equal(code, 0);
  assert.equal(stdout, "No.\nNo\ufffd\n\ufffd\nN\n");
  assert.match(
    stderr,
    /^semcom: warning: 2 of 4 lines of standard input are not UTF-8, the first is line 2: [^\n]*U\+FFFD[^\n]*\n$/,
  );
});

Deno.test("send: a line of 10 MB is refused, the other lines are still sent", async () => {
  const input = `No.\n${"x".repeat(10_000_000)}\nYes.\n`;
  const { code, stdout, stderr } = await semcom([...CLEAN, "-q"], input);
  assert.equal(code, 3);
  assert.equal(stdout, "No.\n\nYes.\n");
  assert.match(
    stderr,
    /^semcom: error: Cannot send line 2: it has 10000000 bytes, and a message may have 65536: put line breaks in\n$/,
  );
});

Deno.test("send: what is wrong is said in one line, with the right exit code", async () => {
  const cases: [string[], number, RegExp][] = [
    [["--snr", "abc"], 2, /`--snr`: Expected a valid number, but got "abc"/],
    [["--snr", "200"], 2, /The SNR is 200 dB, and must be from -30 to 60/],
    [["--rate", "0"], 2, /The rate is 0 uses a token, and must be from 1 to 12/],
    [["--budget", "1.5"], 2, /`--budget`/],
    [["--channel", "agwn"], 2, /Unknown channel "agwn": did you mean awgn\? \(known: awgn, rayleigh, /],
    [["--codec", "bart-mni"], 2, /Unknown codec "bart-mni": did you mean bart-mini\?/],
    [["--codec", "./nowhere"], 3, /Cannot open the codec \.\/nowhere: there is no such folder/],
    [["--csi", "piltos"], 2, /Unknown CSI "piltos": did you mean pilots\?/],
    [["--pilots", "4"], 2, /The number of pilots is 4, and the CSI is perfect/],
    [["--csi", "pilots", "--channel", "erasure"], 2, /The channel erasure:p=0\.1 takes no pilots/],
    [["--csi", "pilots", "--budget", "8"], 2, /the pilots take 8, which leaves none for the message/],
    [["--chanel", "awgn"], 2, /semcom send has no option --chanel: did you mean --channel\?/],
  ];
  for (const [args, code, says] of cases) {
    const run = await semcom(["send", ...args, "text"]);
    assert.equal(run.code, code, args.join(" "));
    assert.equal(run.stdout, "");
    assert.match(run.stderr, /^semcom: error: [^\n]*\n$/);
    assert.match(run.stderr, says);
  }
});

Deno.test("send: input that cannot be read and output that cannot be written are one line each", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  const shell = async (redirection: string) => {
    const { args, command } = commandLine([...CLEAN, "-q"]);
    const quoted = [command, ...args].map((word) => `'${word}'`).join(" ");
    const { code, stderr } = await new Deno.Command("sh", { args: ["-c", `echo No. | ${quoted} ${redirection}`] })
      .output();
    return { code, stderr: new TextDecoder().decode(stderr) };
  };
  assert.deepEqual(await shell("< /"), {
    code: 3,
    stderr: "semcom: error: Cannot read standard input: Is a directory (os error 21)\n",
  });
  assert.deepEqual(await shell("> /dev/full"), {
    code: 4,
    stderr: "semcom: error: Cannot write to standard output: No space left on device (os error 28)\n",
  });
});

Deno.test("send: a reader that goes away is no error", async () => {
  const child = semcomCommand(["send", "--snr", "30"], { stdin: "piped", stdout: "piped", stderr: "piped" }).spawn();
  const reader = child.stdout.getReader();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode("No.\n"));
  assert.equal(new TextDecoder().decode((await reader.read()).value), "No.\n"); // a line typed by hand is answered at once
  await reader.cancel();
  await writer.write(new TextEncoder().encode("Yes.\n".repeat(200))).catch(() => {});
  await writer.close().catch(() => {});
  const stderr = await new Response(child.stderr).text();
  assert.equal((await child.status).code, 0);
  assert.doesNotMatch(stderr, /error/i);
});

Deno.test(
  "send: Ctrl-C ends the input; what has arrived is summed up",
  { ignore: Deno.build.os === "windows" },
  async () => {
    const child = semcomCommand(["send", "--snr", "30"], { stdin: "piped", stdout: "piped", stderr: "piped" }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode("No.\nNo.\n"));
    const reader = child.stdout.getReader();
    await reader.read();
    child.kill("SIGINT");
    const stderr = await new Response(child.stderr).text();
    assert.equal((await child.status).code, 130);
    assert.match(stderr, /\n {2}all .*\ntoo short for BLEU-4, .*: 2 of 2\n$/);
    await writer.close().catch(() => {});
    await reader.cancel();
  },
);

Deno.test("send: standard input is a text, packed or not, and nothing else", async () => {
  const utf8 = ["send", "--codec", "utf8", "--snr", "30", "-q"];
  const packed = new Blob(["\ufeffYes.\nNo.\n"]).stream().pipeThrough(new CompressionStream("gzip"));
  const run = await semcom(utf8, await new Response(packed).bytes());
  assert.deepEqual(run, { code: 0, stdout: "Yes.\nNo.\n", stderr: "" });
  assert.deepEqual(await semcom(utf8, Uint8Array.of(0xff, 0xfe, 0x4e, 0, 0x0a, 0)), {
    code: 3,
    stdout: "",
    stderr:
      "semcom: error: Cannot read standard input: it is UTF-16 text, and UTF-8 text is needed: read it with --encoding utf-16le, or convert it with iconv -f UTF-16 -t UTF-8 FILE > text.txt\n",
  });
});

Deno.test("send: on a pipe every byte of a delivered message is itself, line ends and their want included", async () => {
  const utf8 = ["send", "--codec", "utf8", "--snr", "30", "-q"];
  for (const input of ["a\rb\n", "a\r\r\nb\r\n\r", "\x1b[1m\0\x7f\u202e\ufeff\x85\u2028\\r\t\n", "\n\r\n\n"]) {
    assert.deepEqual(await semcom(utf8, input), { code: 0, stdout: input, stderr: "" });
  }
  assert.equal((await semcom([...utf8, "a\r\nb"])).stdout, "a\r\nb\n");
});

Deno.test("send: a message too short for the channel code takes its shortest block, which is said once and counted", async () => {
  const polar = [...CLEAN, "--channel-code", "polar", "--header", "free"];
  const { code, stdout, stderr } = await semcom([...polar, "-q", "Yes", "No"]);
  assert.deepEqual([code, stdout], [0, "Yes\nNo\n"]);
  assert.equal(
    stderr,
    "semcom: warning: line 1 takes 9 uses, 3 more than asked for: polar has no shorter block for its 6 bits; the figures count them, and this is said once\n",
  );
  const records = (await semcom([...polar, "-q", "--json", "Yes", "The ferry leaves at six."])).stdout.trimEnd().split(
    "\n",
  );
  const costs = records.map((line) => JSON.parse(line)).map((
    { channel_uses, extra_uses },
  ) => [channel_uses, extra_uses]);
  assert.deepEqual(costs, [[9, 3], [48, 0]]);
});
