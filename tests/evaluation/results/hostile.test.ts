import assert from "node:assert/strict";
import { RefusedError } from "../../../errors.ts";
import { Plan } from "../../../evaluation/plan/plan.ts";
import { MAX_RESULT_BYTES } from "../../../evaluation/results/line_reader.ts";
import { ResultsReader } from "../../../evaluation/results/results_reader.ts";
import { addUnit } from "../../../evaluation/run/add_unit.ts";
import { Merger } from "../../../evaluation/run/merge.ts";
import { ResultsWriter } from "../../../evaluation/run/results_writer.ts";
import { Tally } from "../../../evaluation/run/tally.ts";
import { PointFile } from "../../../evaluation/statistics/point_file.ts";
import { makePipe, UNIX } from "../../pipe.ts";
import { TemporaryFolder } from "../folder.ts";
import { simulatedHeader, simulatedResults, UNIT } from "../simulated.ts";

const SHARD = { number: 1, count: 1 };
const HEADER = simulatedHeader(UNIT, {}, SHARD);
const LINES = simulatedResults(HEADER, SHARD).text.split("\n");

/** A file of results someone else made. */
interface Hostile {
  readonly what: string;
  readonly says: RegExp;
  readonly write: (path: string) => void;
}

function withLines(what: string, says: RegExp, lines: readonly string[]): Hostile {
  return { what, says, write: (path) => Deno.writeTextFileSync(path, lines.join("\n")) };
}

/** A file with something else in its first line: `edit` is given the header. */
// deno-lint-ignore no-explicit-any
function withHeader(what: string, says: RegExp, edit: (header: any) => void): Hostile {
  const header = structuredClone(HEADER);
  edit(header);
  return withLines(what, says, LINES.with(0, JSON.stringify(header)));
}

/** A file with something else in its second line: `edit` is given the record. */
// deno-lint-ignore no-explicit-any
function withRecord(what: string, edit: (record: any) => void): Hostile {
  const record = JSON.parse(LINES[1]!);
  edit(record);
  return withLines(what, /line 2 is not what belongs there: it is broken$/, LINES.with(1, JSON.stringify(record)));
}

const nest = (levels: number, open: string, close: string) => `${open.repeat(levels)}1${close.repeat(levels)}`;
const TOO_LONG = new RegExp(`line 1 has more than ${MAX_RESULT_BYTES} bytes$`);
const FIELD = (name: string) => new RegExp(`line 1 lacks its settings or its data: ${name} is not what belongs there$`);

const HOSTILE: readonly Hostile[] = [
  {
    what: "a gigabyte of zeros",
    says: TOO_LONG,
    write: (path) => {
      Deno.writeTextFileSync(path, "");
      Deno.truncateSync(path, 2 ** 30); // which takes no room on the disk
    },
  },
  withLines("a first line of 64 MiB", TOO_LONG, ["a".repeat(2 ** 26), ...LINES.slice(1)]),
  withLines("a second line of 64 MiB", /line 2 has more than/, LINES.with(1, `{"x":"${"a".repeat(2 ** 26)}"}`)),
  withLines("a long line that never ends", /line 2 has more than/, [LINES[0]!, "a".repeat(2 ** 23)]),
  withLines("lists nested a million deep", /nested more than 3 deep$/, [nest(1_000_000, "[", "]"), ""]),
  withLines("objects nested in the header", /nested more than 3 deep$/, [
    LINES[0]!.replace('"repeat":1', `"repeat":1,"x":${nest(100_000, '{"a":', "}")}`),
    "",
  ]),
  withLines("a key of the header twice", /has a key twice$/, LINES.with(0, LINES[0]!.replace("{", '{"schema":1,'))),
  withLines("bytes that are no text", /line 1 is no JSON object$/, ["\0\ufffd".repeat(1000), ""]),
  withLines("nothing", /it has no first line$/, [""]),
  withHeader("no settings", FIELD("settings"), (header) => header.settings = null),
  withHeader("no defaults", FIELD("defaults"), (header) => header.defaults = null),
  withHeader("defaults that are no list", FIELD("defaults.csi"), (header) => header.defaults.csi = "perfect"),
  withHeader("no codecs", FIELD("codecs"), (header) => header.codecs = null),
  withHeader("a hash that is none", FIELD("data.sha256"), (header) => header.data.sha256 = { a: 1 }),
  withHeader("a version that is none", FIELD("version"), (header) => header.version = [1]),
  withHeader("null under a name of its own", FIELD("extra"), (header) => header.extra = null),
  withHeader("another setting", FIELD("settings.extra"), (header) => header.settings.extra = [1]),
  withHeader("an empty list of values", FIELD("settings.seed"), (header) => header.settings.seed = []),
  withHeader("a shard of more than there are", FIELD("shard"), (header) => header.shard = "9/2\x1b[31m"),
  withHeader("too many messages", FIELD("data.messages"), (header) => header.data.messages = 1e9),
  withHeader("a width that is no number", FIELD("settings.until_ci"), (header) => header.settings.until_ci = "x"),
  withHeader("an unknown headline", /line 1: Unknown headline metric "constructor"/, (header) => {
    header.settings.headline = "constructor";
  }),
  withHeader("an unknown metric", /line 1: Unknown further metric "x"/, (header) => header.settings.metrics = ["x"]),
  withHeader("an unknown channel", /line 1: Unknown channel "x"/, (header) => header.settings.channel = ["x"]),
  withHeader("a million points", /line 1: The product .* has 20000 points/, (header) => {
    header.settings.snr_db = Array.from({ length: 20_000 }, (_, i) => i);
  }),
  withRecord("a text that did not arrive", (record) => delete record.reconstruction),
  withRecord("a text that is none", (record) => record.reconstruction = 5),
  withRecord("an error that is none", (record) => record.error = { a: 1 }),
  withRecord("words that are a text", (record) => record.words = "0x10"),
  withRecord("less than no words", (record) => record.words = -1),
  withRecord("words that are an object", (record) => record.words = { valueOf: 1 }),
  withRecord("a count without bounds", (record) => record.counts.bleu[0] = 1e308),
  withRecord("counts that are no list", (record) => record.counts.bleu = { length: 1e9 }),
];

/** All that reads results. */
const READERS: Readonly<Record<string, (folder: TemporaryFolder) => unknown>> = {
  "in order": (folder) => {
    using reader = ResultsReader.open(`${folder.path}/results.jsonl`);
    const tally = new Tally(new Plan(reader.header));
    for (let unit = tally.next(); unit !== undefined; unit = tally.next()) addUnit(reader, tally, unit);
  },
  "point by point": (folder) => {
    const file = new PointFile(`${folder.path}/results.jsonl`);
    for (const point of file.points) file.rows(point);
  },
  "to be merged": async (folder) => {
    using merger = await Merger.open([folder.path]);
    await merger.merge(`${folder.path}/all`);
  },
};

for (const { what, says, write } of HOSTILE) {
  Deno.test(`a file of results is refused at once and in one line: ${what}`, async () => {
    for (const [reader, read] of Object.entries(READERS)) {
      using folder = new TemporaryFolder();
      write(`${folder.path}/results.jsonl`);
      const start = Deno.memoryUsage().rss;
      await assert.rejects(
        async () => await read(folder),
        (error) => error instanceof RefusedError && says.test(error.message) && error.message.length < 500,
        reader,
      );
      assert.ok(Deno.memoryUsage().rss - start < 200e6, reader);
    }
  });
}

Deno.test("whole results are read by all of them", async () => {
  for (const read of Object.values(READERS)) {
    using folder = new TemporaryFolder();
    folder.write("results.jsonl", LINES.join("\n"));
    await read(folder);
  }
});

Deno.test("a run does not go on from hostile results, and leaves them as they are", () => {
  for (const { what, says, write } of HOSTILE.slice(1).filter(({ what }) => what !== "nothing")) {
    using folder = new TemporaryFolder();
    const path = `${folder.path}/results.jsonl`;
    write(path);
    const before = Deno.readFileSync(path);
    assert.throws(
      () => ResultsWriter.open(folder.path, new Tally(new Plan(HEADER), SHARD)),
      (error) =>
        error instanceof RefusedError && (says.test(error.message) || /another run's/.test(error.message)) &&
        error.message.length < 700,
      what,
    );
    assert.deepEqual([...Deno.readDirSync(folder.path)].map(({ name }) => name).sort(), [
      "results.jsonl",
      "times.jsonl",
    ]);
    assert.deepEqual(Deno.readFileSync(path), before);
  }
});

Deno.test("a pipe, a device or a folder in place of results is refused at once", { ignore: !UNIX }, async () => {
  for (const make of [makePipe, (path: string) => Deno.symlinkSync("/dev/zero", path), Deno.mkdirSync]) {
    for (const [reader, read] of Object.entries(READERS)) {
      using folder = new TemporaryFolder();
      make(`${folder.path}/results.jsonl`);
      await assert.rejects(
        async () => await read(folder),
        (error) => error instanceof RefusedError && /^Cannot read .*: it is not a plain file$/.test(error.message),
        reader,
      );
    }
  }
});

Deno.test("times that are a pipe, endless or broken cost the times that they are", { ignore: !UNIX }, async () => {
  const line = '{"point":0,"messages":10,"ms":25}\n';
  const cases: [(path: string) => void, number][] = [
    [makePipe, 0],
    [(path) => Deno.symlinkSync("/dev/zero", path), 0],
    [(path) => Deno.writeTextFileSync(path, `${line}${"1".repeat(2 ** 23)}`), 2.5],
    [(path) => Deno.writeTextFileSync(path, `${line}{"point":0,"messages":10,"ms":-}\n${line}`), 2.5],
  ];
  for (const [make, ms] of cases) {
    using folder = new TemporaryFolder();
    folder.write("1/results.jsonl", LINES.join("\n"));
    make(`${folder.path}/1/times.jsonl`);
    using merger = await Merger.open([`${folder.path}/1`]);
    assert.equal((await merger.merge(`${folder.path}/all`)).points[0]!.ms, ms);
  }
});
