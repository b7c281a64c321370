import assert from "node:assert/strict";
import { TemporaryFolder } from "../evaluation/folder.ts";
import { semcom, semcomCommand } from "./semcom.ts";

const SPINAL = ["--codec", "gpt2-mini", "--scheme", "spinal", "--snr", "15"];

Deno.test("send says what has been read, and refuses a text that is none before anything is sent", async () => {
  using folder = new TemporaryFolder();
  const notes = folder.write("notes.txt", "We agree with the report.\n");
  const { code, stdout, stderr } = await semcom(["send", ...SPINAL, "--knowledge", notes, "We agree."]);
  assert.deepEqual([code, stdout], [0, "We agree.\n"]);
  assert.ok(stderr.split("\n")[0]!.includes(`, knowledge ${notes}, seed 1`), stderr);
  const missing = await semcom(["send", ...SPINAL, "--rx-knowledge", `${folder.path}/no`, "We agree."]);
  assert.deepEqual(missing, {
    code: 3,
    stdout: "",
    stderr: `semcom: error: Cannot read ${folder.path}/no: there is no such file or folder\n`,
  });
});

Deno.test(
  "send reads what both ends know once, be it a pipe, for the links of all requests",
  { ignore: Deno.build.os === "windows" },
  async () => {
    using folder = new TemporaryFolder();
    const pipe = `${folder.path}/pipe`;
    await new Deno.Command("mkfifo", { args: [pipe] }).output();
    const requests = [6, 15].map((snr) => JSON.stringify({ text: "We agree.", snr }));
    const args = ["send", ...SPINAL, "-q", "--knowledge", pipe, "--json-input"];
    const child = semcomCommand(args, { stdin: "piped", stdout: "piped", stderr: "piped" }).spawn();
    const watch = setTimeout(() => child.kill("SIGKILL"), 60_000); // who opens the pipe again waits for ever
    await Deno.writeTextFile(pipe, "We agree with the report.\n");
    await new Blob([requests.join("\n")]).stream().pipeTo(child.stdin).catch(() => {});
    const output = await child.output();
    clearTimeout(watch);
    const [stdout, stderr] = [output.stdout, output.stderr].map((bytes) => new TextDecoder().decode(bytes));
    assert.deepEqual([output.code, stderr], [0, ""]);
    const received = stdout!.trim().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual(received.map(({ reconstruction }) => reconstruction), ["We agree.", "We agree."]);
  },
);

Deno.test("eval lists texts that were read, and goes on with no other text of that name", async () => {
  using folder = new TemporaryFolder();
  const notes = folder.write("notes.txt", "We agree with the report.\n");
  const text = folder.write("text.txt", "We agree with the report.\nNo.\n");
  const args = ["eval", text, ...SPINAL, "--jobs", "1", "-q", "--knowledge", `none,${notes}`];
  const { code, stderr } = await semcom([...args, "--out", `${folder.path}/out`, "--json"]);
  assert.equal(code, 0, stderr);
  const [header, ...lines] = folder.read("out/results.jsonl").trim().split("\n").map((line) => JSON.parse(line));
  assert.match(header.knowledge[notes], /^[0-9a-f]{64}$/);
  assert.deepEqual(lines.map(({ knowledge }) => knowledge), ["none", "none", notes, notes]);
  folder.write("notes.txt", "We do not agree.\n");
  const other = await semcom([...args, "--out", `${folder.path}/out`]);
  assert.equal(other.code, 3);
  assert.match(other.stderr, /another run's: knowledge\.[^\n]* is "[0-9a-f]{64}" there/);
});
