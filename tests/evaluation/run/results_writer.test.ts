import assert from "node:assert/strict";
import { RefusedError, RunError } from "../../../errors.ts";
import { type EvaluationSettings, type Header, Plan } from "../../../evaluation/plan/plan.ts";
import { LineFile, ResultsWriter } from "../../../evaluation/run/results_writer.ts";
import { Tally } from "../../../evaluation/run/tally.ts";
import { LOCK } from "../../../runtime/folder_lock.ts";
import { UNIX } from "../../pipe.ts";
import { TemporaryFolder } from "../folder.ts";
import { simulatedHeader, simulatedLines, simulatedResults, SOME_MESSAGES, UNIT } from "../simulated.ts";

/** Goes on with what a folder has, for at most so many units. */
function measure(folder: string, header: Header, units = Infinity): Tally {
  const tally = new Tally(new Plan(header));
  using writer = ResultsWriter.open(folder, tally);
  for (let unit = writer.unit; unit !== undefined && units > 0; unit = tally.next(), units--) {
    const lines = simulatedLines(unit);
    const time = { point: unit.point, messages: unit.messages, ms: 2 * unit.messages };
    writer.write(lines, time);
    tally.times.add(time);
    tally.add(unit, lines);
  }
  tally.end();
  return tally;
}

for (const settings of [{}, { until_ci: 0.25, headline: "bleu1" }] as Partial<EvaluationSettings>[]) {
  Deno.test(`a run goes on where it was stopped, wherever that was (${JSON.stringify(settings)})`, () => {
    const header = simulatedHeader(SOME_MESSAGES, settings);
    const whole = simulatedResults(header);
    for (const cut of [0, 1, 100, 0.3, 0.5, 0.77, 1]) {
      using folder = new TemporaryFolder();
      // Cut in the middle of a line, as by kill -9; and between two units.
      folder.write("results.jsonl", whole.text.slice(0, cut > 1 ? cut : Math.floor(cut * whole.text.length)));
      const { points } = measure(folder.path, header);
      assert.ok(folder.read("results.jsonl") === whole.text, `cut at ${cut}`);
      const withoutMs = (all: typeof points) => all.map(({ ms: _, ...point }) => point);
      assert.deepEqual(withoutMs(points), withoutMs(whole.tally.points));
    }
    using folder = new TemporaryFolder();
    measure(folder.path, header, 3);
    const { points } = measure(folder.path, header);
    assert.ok(folder.read("results.jsonl") === whole.text);
    assert.deepEqual(points.map(({ ms }) => ms), [2, 2]); // of what was measured before and after
  });
}

Deno.test("results of another run or version are refused, naming the field", () => {
  const header = simulatedHeader(UNIT, {});
  const refused = (other: Header, field: RegExp) => {
    using folder = new TemporaryFolder();
    const before = simulatedResults(other).text;
    folder.write("results.jsonl", before);
    assert.throws(
      () => measure(folder.path, header),
      (error) => error instanceof RefusedError && field.test(error.message),
    );
    assert.equal(folder.read("results.jsonl"), before);
  };
  refused(simulatedHeader(UNIT, { snr_db: [0, 3] }), /settings\.snr_db is \[0,3\] there and \[0,6\] here/);
  refused(simulatedHeader(UNIT, { until_ci: 0.1 }), /settings\.until_ci is 0\.1 there and not given here/);
  refused({ ...header, version: "0.0.9" }, /version is "0\.0\.9" there/);
  refused({ ...header, codecs: { "bart-mini": "xyz" } }, /codecs\.bart-mini/);
  refused({ ...header, data: { ...header.data, sha256: "other" } }, /data\.sha256/);
  refused({ ...header, shard: "1/2" }, /shard/);
});

Deno.test("what is no file of results, or has a broken line, is refused by the line's number", () => {
  const header = simulatedHeader(2 * UNIT, {});
  const { text } = simulatedResults(header);
  const refused = (change: (lines: string[]) => void, says: RegExp) => {
    using folder = new TemporaryFolder();
    const lines = text.split("\n");
    change(lines);
    folder.write("results.jsonl", lines.join("\n"));
    assert.throws(
      () => measure(folder.path, header),
      (error) => error instanceof RefusedError && says.test(error.message),
    );
  };
  refused((lines) => lines[0] = "hello", /line 1 is no JSON object/);
  refused((lines) => lines[0] = "{}", /kind in line 1/);
  refused((lines) => lines[0] = lines[0]!.replace('"schema":4', '"schema":9'), /its schema is 9/);
  refused((lines) => lines[41] = lines[41]!.slice(0, -9), /line 42 is not what belongs there: it is broken/);
  refused((lines) => lines.splice(20, 1), /line 65 is not what belongs there: it is of point 1/);
  refused((lines) => lines.splice(lines.length - 1, 0, lines[1]!), /line 130 .* the evaluation ends before it/);
});

Deno.test("two processes cannot write to one folder, and a killed one leaves no lock behind", () => {
  using folder = new TemporaryFolder();
  const header = simulatedHeader(UNIT, {});
  const open = () => ResultsWriter.open(folder.path, new Tally(new Plan(header)));
  {
    using _first = open();
    assert.throws(
      open,
      (error) => error instanceof RefusedError && /another process is writing to it/.test(error.message),
    );
  }
  open()[Symbol.dispose]();
});

Deno.test("results that were removed or renamed meanwhile, or their folder, are heard of with the next unit", () => {
  const header = simulatedHeader(2 * UNIT, {});
  const gone: Record<string, (folder: TemporaryFolder) => void> = {
    "the folder renamed": ({ path }) => Deno.renameSync(`${path}/out`, `${path}/moved`),
    "the folder renamed, and another in its place": ({ path }) => {
      Deno.renameSync(`${path}/out`, `${path}/moved`);
      Deno.mkdirSync(`${path}/out`);
    },
    "the folder removed": ({ path }) => Deno.removeSync(`${path}/out`, { recursive: true }),
    "the file removed": ({ path }) => Deno.removeSync(`${path}/out/results.jsonl`),
    "the file replaced": (folder) => {
      Deno.removeSync(`${folder.path}/out/results.jsonl`);
      folder.write("out/results.jsonl", "another");
    },
  };
  for (const [what, go] of Object.entries(gone)) {
    using folder = new TemporaryFolder();
    const tally = new Tally(new Plan(header));
    using writer = ResultsWriter.open(`${folder.path}/out`, tally);
    writer.finish();
    const isLost = (error: unknown) =>
      error instanceof RunError &&
      /^Cannot write \S*\/out\/results\.jsonl: .* was removed or renamed/.test(error.message);
    go(folder);
    const unit = writer.unit!;
    assert.throws(() => writer.write(simulatedLines(unit), { point: 0, messages: unit.messages, ms: 1 }), isLost, what);
    assert.throws(() => writer.finish(), isLost, what);
  }
});

Deno.test("nothing is written through a link in the folder of results", { ignore: !UNIX }, () => {
  const header = simulatedHeader(UNIT, {});
  for (const name of ["results.jsonl", "times.jsonl", LOCK]) {
    for (const link of [Deno.symlinkSync, Deno.linkSync]) {
      using folder = new TemporaryFolder();
      const victim = folder.write("victim", "precious");
      Deno.mkdirSync(`${folder.path}/out`);
      link(victim, `${folder.path}/out/${name}`);
      assert.throws(
        () => measure(`${folder.path}/out`, header),
        (error) => error instanceof RefusedError && /it is no plain file of its own/.test(error.message),
        name,
      );
      assert.equal(folder.read("victim"), "precious");
    }
  }
});

Deno.test("a folder that cannot be written to is said in one line", () => {
  using folder = new TemporaryFolder();
  const file = folder.write("file", "");
  assert.throws(
    () => measure(`${file}/results`, simulatedHeader(UNIT, {})),
    (error) => error instanceof RunError && /^Cannot write to the folder .*: Not a directory/.test(error.message),
  );
});

Deno.test("a full disk costs only what did not fit: the file ends with its last whole line", () => {
  const disk = { bytes: [] as number[], room: 10 };
  const file = {
    writeSync(bytes: Uint8Array) {
      const some = bytes.subarray(0, disk.room - disk.bytes.length);
      if (some.length === 0) throw new Error("No space left on device (os error 28)");
      disk.bytes.push(...some);
      return some.length;
    },
    truncateSync: (length = 0) => void disk.bytes.splice(length),
    seekSync: (offset: number | bigint) => Number(offset),
    close: () => {},
  };
  using lines = new LineFile(file, 0);
  lines.append("seven.\n");
  assert.throws(
    () => lines.append("seven.\n"),
    /No space left/,
  );
  assert.equal(new TextDecoder().decode(Uint8Array.from(disk.bytes)), "seven.\n");
  disk.room = 100;
  lines.append("eight.\n");
  assert.equal(new TextDecoder().decode(Uint8Array.from(disk.bytes)), "seven.\neight.\n");
});
