import assert from "node:assert/strict";
import { TemporaryFolder } from "../evaluation/folder.ts";
import { semcom, semcomCommand } from "./semcom.ts";

const TEXT = "The ferry leaves at six.\n\nWe agree with the report.\nWhere is the station?\n";
/** Two chunks. */
const LONGER = Array.from({ length: 40 }, (_, i) => `The ferry number ${i} leaves at noon.\n`).join("");

async function evaluated(args: readonly string[], input = TEXT, env: Record<string, string> = {}) {
  const run = await semcom(["eval", "-q", ...args], input, env);
  assert.ok([0, 1].includes(run.code), run.stderr);
  return run;
}

Deno.test("eval: a table on standard output; results, times and reports in the folder", async () => {
  using folder = new TemporaryFolder();
  const { code, stdout, stderr } = await evaluated([
    "--snr",
    "3,30",
    "--repeat",
    "2",
    "--metrics",
    "+similarity",
    "--jobs",
    "1",
    "--out",
    folder.path,
  ]);
  assert.deepEqual([code, stderr], [0, ""]);
  const [titles, low, high] = stdout.split("\n");
  assert.match(
    titles!,
    /^codec +channel +SNR +messages +BLEU-1 +BLEU-4 +95 % +exact +WER +similarity +uses\/word +passes +ms +stopped$/,
  );
  assert.match(low!, /^bart-mini +awgn +3 +6 .* all messages$/);
  assert.match(high!, /^bart-mini +awgn +30 +6 +1\.000 +1\.000 +1\.000\.\.1\.000 +1\.000 +0\.000 /);
  const [header, ...lines] = folder.read("results.jsonl").trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual([header.schema, header.kind, header.data.messages], [4, "semcom eval", 3]);
  assert.deepEqual(header.settings.snr_db, [3, 30]);
  assert.match(header.codecs["bart-mini"], /^[0-9a-f]{64}$/);
  assert.ok(lines.every(({ exact, similarity }) => exact === 1 ? similarity === 1 : similarity < 1));
  const order = [1, 3, 4, 1, 3, 4];
  assert.deepEqual(lines.map(({ index }) => index), [...order, ...order]);
  assert.deepEqual(
    lines.map(({ point, repeat }) => `${point} ${repeat}`),
    ["0 1", "0 2", "1 1", "1 2"].flatMap((x) => [x, x, x]),
  );
  const [first, again] = [lines.slice(0, 3), lines.slice(3, 6)].map((some) => some.map(({ confidence }) => confidence));
  assert.notDeepEqual(first, again); // noise of its own
  for (const name of ["times.jsonl", "report.html", "summary.csv", "summary.jsonl", "summary.md", "junit.xml"]) {
    assert.ok(folder.read(name));
  }
});

Deno.test(
  "eval: results do not depend on the workers, nor on kill -9",
  { ignore: Deno.build.os === "windows" },
  async () => {
    using folder = new TemporaryFolder();
    const corpus = folder.write("corpus", LONGER);
    const args = [corpus, "--snr", "3,6", "--rate", "3"];
    await evaluated([...args, "--jobs", "1", "--out", `${folder.path}/one`]);
    const whole = folder.read("one/results.jsonl");
    assert.equal(whole.split("\n").length, 1 + 80 + 1);
    const out = `${folder.path}/two`;
    const child = semcomCommand(["eval", "-q", ...args, "--jobs", "2", "--out", out], {
      stdout: "null",
      stderr: "null",
    }).spawn();
    const ended = child.status;
    const begun = () => Deno.stat(`${out}/results.jsonl`).then(({ size }) => size > 1000, () => false);
    while (!await begun()) await new Promise((resume) => setTimeout(resume, 20));
    child.kill("SIGKILL");
    await ended;
    assert.ok(whole.startsWith(folder.read("two/results.jsonl")));
    await evaluated([...args, "--jobs", "2", "--out", out]);
    assert.ok(folder.read("two/results.jsonl") === whole);
    const other = await semcom(["eval", "-q", corpus, "--snr", "3", "--rate", "3", "--out", out]);
    assert.equal(other.code, 3);
    assert.match(
      other.stderr,
      /^semcom: error: Cannot go on with .*settings\.snr_db is \[3,6\] there and \[3\] here[^\n]*\n$/,
    );
    assert.ok(folder.read("two/results.jsonl") === whole);
  },
);

Deno.test("eval: Ctrl-C leaves valid results and a summary", { ignore: Deno.build.os === "windows" }, async () => {
  using folder = new TemporaryFolder();
  const corpus = folder.write("corpus", LONGER.repeat(20));
  const args = ["eval", "-q", corpus, "--snr", "3", "--jobs", "1", "--out", folder.path];
  const child = semcomCommand(args, { stdout: "piped", stderr: "piped" }).spawn();
  const output = child.output();
  const begun = () => Deno.stat(`${folder.path}/results.jsonl`).then(({ size }) => size > 1000, () => false);
  while (!await begun()) await new Promise((resume) => setTimeout(resume, 20));
  child.kill("SIGINT");
  const { code, stdout } = await output;
  assert.equal(code, 130);
  assert.match(new TextDecoder().decode(stdout), / interrupted\n$/);
  const lines = folder.read("results.jsonl").trimEnd().split("\n");
  assert.ok(lines.length > 32 && lines.length < 801);
  for (const line of lines) assert.doesNotThrow(() => JSON.parse(line));
  assert.match(folder.read("summary.csv"), /interrupted/);
});

Deno.test("eval: gates turn red, on GitHub too; a baseline is not missed by itself", async () => {
  using folder = new TemporaryFolder();
  const out = `${folder.path}/base`;
  const summary = `${folder.path}/step.md`;
  const gates = ["--fail-if", "bleu4@30<0.9", "--fail-if", "exact@30,awgn,bart-mini>0.4", "--github"];
  const run = await evaluated(["--snr", "30", "--json", "--out", out, ...gates], TEXT, {
    GITHUB_STEP_SUMMARY: summary,
  });
  assert.equal(run.code, 1);
  const { schema, points, gates: judged } = JSON.parse(run.stdout);
  assert.deepEqual([schema, points[0].snr_db, points[0].metrics.exact.mean, points[0].stop], [
    1,
    30,
    1,
    "all messages",
  ]);
  assert.deepEqual(judged.map(({ passed }: { passed: boolean }) => passed), [true, false]);
  const [passed, missed, annotation] = run.stderr.split("\n");
  assert.match(passed!, /^passed {2}bleu4@30<0\.9: bleu4 is 1\.0000/);
  assert.match(missed!, /^missed {2}exact@30/);
  assert.match(annotation!, /^::error title=semcom gate exact@30%2Cawgn%2Cbart-mini>0\.4::exact is 1\.0000 /);
  assert.match(folder.read("step.md"), /exact@30/);

  const again = await evaluated(["--snr", "30", "--baseline", out, "--max-drop", "0.01"]);
  assert.equal(again.code, 0);
  assert.match(again.stderr, /^passed {2}bleu4: no more than 0\.01 worse/);
  // One use a token at -10 dB is far worse; said to be at 30 dB, it is what a broken codec would give.
  const worse = await evaluated(["--snr", "-10", "--rate", "1", "--out", `${folder.path}/worse`]);
  assert.equal(worse.code, 0);
  const results = folder.read("base/results.jsonl").split("\n");
  const header = results[0]!.replace('"snr_db":[30]', '"snr_db":[-10]').replace('"rate":[6]', '"rate":[1]');
  const baseline = folder.write("edited/results.jsonl", [header, ...results.slice(1)].join("\n"));
  const red = await evaluated(["--snr", "-10", "--rate", "1", "--baseline", baseline]);
  assert.equal(red.code, 1);
  assert.match(red.stderr, /^missed {2}bleu4: no more than 0 worse/);

  const compared = await semcom(["compare", out, `${folder.path}/worse`, "--metric", "bleu1", "--json"]);
  const { messages, metric, difference, high, p } = JSON.parse(compared.stdout);
  assert.deepEqual([compared.code, messages, metric], [0, 3, "bleu1"]);
  assert.ok(difference < 0 && high < 0 && p < 0.05);
  assert.match(
    compared.stderr,
    /^rate: a 6, b 1\nsnr_db: a 30, b -10\nsemcom: warning: the two do not take equal uses /,
  );
});

Deno.test("eval, merge: shards, by flag or by Slurm's variables, merge to the unsharded results", async () => {
  using folder = new TemporaryFolder();
  const args = [folder.write("corpus", LONGER), "--snr", "6", "--rate", "2", "--jobs", "1"];
  await evaluated([...args, "--out", `${folder.path}/whole`]);
  await evaluated([...args, "--shard", "1/2", "--out", `${folder.path}/1`]);
  const slurm = { SLURM_ARRAY_TASK_ID: "8", SLURM_ARRAY_TASK_COUNT: "2", SLURM_ARRAY_TASK_MIN: "7" };
  await evaluated([...args, "--out", `${folder.path}/2`], "", slurm);
  const shards = [`${folder.path}/2`, `${folder.path}/1`];
  const { code, stdout, stderr } = await semcom(["merge", `${folder.path}/all`, ...shards, "--fail-if", "bleu1@6<2"]);
  assert.equal(code, 1);
  assert.match(stdout, /^bart-mini +awgn +6 +40 /m);
  assert.match(stderr, /^missed {2}bleu1@6<2/);
  assert.ok(folder.read("all/results.jsonl") === folder.read("whole/results.jsonl"));
  const missing = await semcom(["merge", `${folder.path}/none`, `${folder.path}/1`]);
  assert.equal(missing.code, 3);
  assert.match(missing.stderr, /^semcom: error: Cannot merge: shard 2\/2 is missing\n$/);
});

Deno.test("eval: what is wrong is said in one line, before anything is measured", async () => {
  const cases: [string[], number, RegExp, string?][] = [
    [["nowhere.txt"], 3, /Cannot read nowhere\.txt: No such file/],
    [[], 3, /Cannot evaluate standard input: there is no line with a word/, "\n\n"],
    [["--fail-if", "bleu4@3<0.9"], 2, /about 3, which is not measured there: this evaluation has .*snr_db 10/],
    [["--metrics", "+nonsense"], 2, /Unknown further metric "nonsense"/],
    [["--headline", "blue4"], 2, /Unknown headline metric "blue4": did you mean bleu4\?/],
    [["--shard", "1/2", "--fail-if", "bleu4<0.9"], 2, /Judge gates on shard 1\/2: .*semcom merge/],
    [["--out", "/dev/null/out"], 4, /Cannot write to the folder \/dev\/null\/out: Not a directory/],
  ];
  for (const [args, code, says, input = TEXT] of cases) {
    const run = await semcom(["eval", "-q", ...args], input);
    assert.equal(run.code, code, args.join(" "));
    assert.equal(run.stdout, "");
    assert.match(run.stderr, /^semcom: error: [^\n]*\n$/);
    assert.match(run.stderr, says);
  }
});
