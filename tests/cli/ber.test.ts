import assert from "node:assert/strict";
import { semcom, semcomCommand } from "./semcom.ts";

const POLAR = ["ber", "--channel-code", "polar", "--k", "64", "--n", "128"];

Deno.test("ber: a table on standard output, the settings on standard error", async () => {
  const { code, stdout, stderr } = await semcom([...POLAR, "--snr", "0,30", "--limit", "40", "--errors", "10"]);
  assert.equal(code, 0);
  assert.equal(
    stderr,
    "polar k=64 n=128 rate 0.5, qpsk, awgn, 0.00 30.00 dB Es/N0\nup to 10 block errors or 40 blocks a point, seed 1\n",
  );
  const [titles, low, high, rest] = stdout.split("\n");
  assert.equal(
    titles,
    " Es/N0  Eb/N0       bits  biterr  blkerr   known     BER    BERth    BLER     low    high   BLERth    bound   normal   gap   Mb/s   stop",
  );
  assert.match(
    low!,
    /^ {2}0\.00 {3}0\.00 +\d+ +\d+ +10 +\d+ +0\.\d+ +- +0\.\d+ +0\.\d+ +0\.\d+ +- +0\.\d+ +0\.427 +\d\.\d\d +\S+ errors$/,
  );
  assert.match(high!, /^ 30\.00 {2}30\.00 +2560 +0 +0 +0 +0 +- +0 +0 +0\.0876 +- +0 +0 +- +\S+ {2}limit$/);
  assert.equal(rest, "");
  assert.ok(stdout.split("\n").every((line) => line.length <= 136));
});

Deno.test("ber --json: one object a point, numbers are numbers, the same seed gives the same counts", async () => {
  const args = ["ber", "-q", "--json", "--ebn0", "0:2:2", "--limit", "10", "--errors", "1000", "--seed", "7"];
  const { code, stdout, stderr } = await semcom([...args, "--k", "40", "--n", "80", "--channel-code", "repetition"]);
  assert.equal(code, 0);
  assert.equal(stderr, "");
  const rows = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  const texts = ["channel_code", "modulation", "interleaver", "channel", "csi", "equaliser", "stopped"];
  const numbers = [
    "schema",
    "k",
    "n",
    "code_rate",
    "seed",
    "es_n0_db",
    "eb_n0_db",
    "blocks",
    "bits",
    "bit_errors",
    "block_errors",
    "detected_errors",
    "ber",
    "bler",
    "bler_low",
    "bler_high",
    "theory_ber",
    "theory_bler",
    "bound_bler",
    "normal_approximation_bler",
    "mbits_per_s",
  ];
  assert.equal(rows.length, 2);
  for (const row of rows) {
    const { normal_approximation_gap_db: _, ...fields } = row;
    assert.deepEqual(Object.keys(fields).sort(), [...texts, ...numbers].sort());
    for (const field of texts) assert.equal(typeof row[field], "string", field);
    for (const field of numbers) assert.equal(typeof row[field], "number", field);
    assert.deepEqual([row.schema, row.bits, row.stopped, row.code_rate], [1, 400, "limit", 0.5]);
  }
  assert.deepEqual(rows.map((row) => row.eb_n0_db), [0, 2]);
  assert.ok(rows[0].bit_errors > rows[1].bit_errors);
  const again = (await semcom([...args, "--k", "40", "--code-rate", "1/2", "--channel-code", "repetition"])).stdout;
  const counts = (text: string) => text.replace(/"mbits_per_s":[^,]+/g, "");
  assert.equal(counts(again), counts(stdout));
});

Deno.test("ber: a channel for bits is one point without an SNR", async () => {
  const { code, stdout, stderr } = await semcom(["ber", "--channel", "bsc:p=0.1", "--limit", "3"]);
  assert.equal(code, 0);
  assert.match(stderr, /^none k=128 n=128 rate 1, bsc:p=0\.1\n/);
  assert.match(stdout.split("\n")[1]!, /^ {5}- {6}- +384 /);
});

Deno.test("ber: what is wrong is said in one line, with exit code 2, before any row", async () => {
  const cases: [string[], RegExp][] = [
    [[], /No point is given: say --snr 0:6:1/],
    [["--snr", "4:0:1"], /`--snr`: The range "4:0:1" never gets from its start to its end/],
    [["--snr", "0,101"], /The SNR is 101 dB, and must be from -30 to 60/],
    [["--snr", "0", "--channel-code", "polar", "--k", "64", "--n", "129"], /multiple of 2 \(nearest: n=128\)/],
    [["--snr", "0", "--errors", "0"], /`--errors`/],
  ];
  for (const [args, says] of cases) {
    const run = await semcom(["ber", "-q", ...args]);
    assert.equal(run.code, 2, args.join(" "));
    assert.equal(run.stdout, "");
    assert.match(run.stderr, /^semcom: error: [^\n]*\n$/);
    assert.match(run.stderr, says);
  }
});

Deno.test("ber: Ctrl-C prints the point so far", { ignore: Deno.build.os === "windows" }, async () => {
  const child = semcomCommand([...POLAR, "--snr", "0,1,2", "--errors", "1000000000", "--limit", "1000000000"], {
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const reader = child.stderr.getReader();
  await reader.read(); // the settings: it is about to run
  child.kill("SIGINT");
  const stdout = await new Response(child.stdout).text();
  assert.equal((await child.status).code, 130);
  const [, row, rest] = stdout.split("\n");
  assert.match(row!, /^ {2}0\.00 .* signal$/);
  assert.equal(rest, "");
  await reader.cancel();
});

Deno.test("ber --out: the table and the plots in a folder, also of what was measured before Ctrl-C", async () => {
  const folder = await Deno.makeTempDir();
  const { code, stderr } = await semcom([...POLAR, "-q", "--snr", "0,2", "--limit", "60", "--out", `${folder}/report`]);
  assert.deepEqual([code, stderr], [0, ""]);
  const names = [...Deno.readDirSync(`${folder}/report`)].map(({ name }) => name).sort();
  assert.deepEqual(names, ["ber.jsonl", "plots", "report.html", "summary.csv", "summary.md"]);
  assert.ok(Deno.readTextFileSync(`${folder}/report/plots/bler.svg`).includes("best binary code"));
  await Deno.remove(folder, { recursive: true });
});
