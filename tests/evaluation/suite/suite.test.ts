import assert from "node:assert/strict";
import { RefusedError, UsageError } from "../../../errors.ts";
import { createCorpus } from "../../../evaluation/plan/corpus.ts";
import { resolveSweep } from "../../../evaluation/plan/resolve_sweep.ts";
import { evaluateSuite } from "../../../evaluation/suite/evaluate_suite.ts";
import { folderOf, readSuite, systemsWith } from "../../../evaluation/suite/suite.ts";
import { TemporaryFolder } from "../folder.ts";

const TWO = {
  title: "Two codes",
  axes: { snr_db: [0, 8], modulation: ["qpsk"] },
  systems: [
    { name: "none at all", sweep: { codec: ["utf8"], channel_code: ["none"] } },
    { name: "polar", sweep: { codec: ["utf8"], channel_code: ["polar"], code_rate: ["1/2"] }, bound: true },
  ],
};

const PEER = {
  name: "theirs",
  measured: "by them",
  messages: 9,
  uses_per_word: 8,
  points: [{ channel: "awgn", snr_db: 5, exact: 0.5 }, { channel: "rayleigh", snr_db: 5, exact: 0.25 }],
};

/** Reads a suite from a file that holds this value. */
async function read(value: unknown) {
  using folder = new TemporaryFolder();
  const path = `${folder.path}/suite.json`;
  await Deno.writeTextFile(path, typeof value === "string" ? value : JSON.stringify(value));
  return await readSuite(path);
}

Deno.test("the standard suite has legal settings, 32 messages and a folder for each of its systems", async () => {
  const suite = await readSuite("standard");
  const systems = systemsWith(suite, {});
  for (const { sweep } of systems) assert.ok((await resolveSweep(sweep)).sweep.snr_db!.length >= 6);
  assert.equal(suite.messages.length, 32);
  assert.deepEqual(systems.map(folderOf), ["learned", "spinal", "arithmetic-polar", "brotli-polar", "huffman-ldpc"]);
  assert.deepEqual(systems.filter(({ bound }) => bound).map(({ name }) => name), ["spinal"]);
});

Deno.test("what the user says takes the place of the settings of all, and nothing else can be said", async () => {
  const suite = await read(TWO);
  const [none] = systemsWith(suite, { snr_db: [3], channel: ["rayleigh"] });
  assert.deepEqual(none!.sweep, {
    snr_db: [3],
    modulation: ["qpsk"],
    codec: ["utf8"],
    channel_code: ["none"],
    channel: ["rayleigh"],
  });
  assert.throws(() => systemsWith(suite, { code_rate: [1] }), /^UsageError: The suite decides --code-rate /);
});

Deno.test("a file that is no suite is refused in one line that says what is wrong", async () => {
  const [first] = TWO.systems;
  const cases: [unknown, RegExp][] = [
    ["{", /^Cannot read the suite .*suite\.json: /],
    [[], /it is not an object$/],
    [{ ...TWO, title: "" }, /it has no title$/],
    [{ ...TWO, systems: [] }, /it has no list of systems$/],
    [{ ...TWO, systems: [{ sweep: {} }] }, /system 1 has no name$/],
    [{ ...TWO, systems: [{ name: "a" }] }, /a has no sweep$/],
    [
      { ...TWO, systems: [{ ...first, sweep: { codek: ["utf8"] } }] },
      /Unknown setting of none at all "codek": did you mean codec/,
    ],
    [{ ...TWO, systems: [{ ...first, sweep: { codec: "utf8" } }] }, /codec of none at all is not a list/],
    [{ ...TWO, systems: [first, { ...first, name: "None, at all" }] }, /two systems have the name None, at all/],
    [{ ...TWO, systems: [{ ...first, bound: 1 }] }, /bound of none at all is neither true nor false$/],
    [{ ...TWO, peers: {} }, /its peers are not a list$/],
    [{ ...TWO, peers: [{ ...PEER, points: 0 }] }, /the peer theirs has no list of points$/],
    [{ ...TWO, peers: [{ ...PEER, name: "polar" }] }, /the peer polar has the name of another peer or of a system$/],
    [{ ...TWO, peers: [PEER, PEER] }, /the peer theirs has the name of another peer or of a system$/],
    [{ ...TWO, messages: [1] }, /its messages are not a list of texts$/],
  ];
  for (const [value, says] of cases) {
    await assert.rejects(read(value), (error: Error) => {
      assert.ok(error instanceof RefusedError);
      assert.match(error.message, says);
      assert.ok(!error.message.includes("\n"));
      return true;
    });
  }
  await assert.rejects(readSuite("standrad"), UsageError);
  await assert.rejects(readSuite("/nowhere/suite.json"), RefusedError);
});

Deno.test("the systems are measured over the same messages, each in its folder, and stand on one page by their names", async () => {
  using folder = new TemporaryFolder();
  const suite = await read(TWO);
  const corpus = createCorpus(["The vote is at noon.", "We agree."].map((text, i) => ({ index: i + 1, text })));
  const said: string[] = [];
  const { summary } = await evaluateSuite({
    suite,
    sweep: {},
    corpus,
    jobs: 1,
    folder: folder.path,
    onSystem: ({ name }) => said.push(name),
  });
  assert.deepEqual(said, ["none at all", "polar"]);
  assert.deepEqual(summary.points.map(({ codec, snrDb }) => [codec, snrDb]), [
    ["none at all", 0],
    ["none at all", 8],
    ["polar", 0],
    ["polar", 8],
  ]);
  assert.equal(summary.points[3]!.metrics.exact!.mean, 1);
  assert.match(summary.header.polar!, /channel code polar; code rate 0\.5/);
  assert.equal(summary.header.messages, "2");
  assert.deepEqual(summary.peers, []);
  const page = await Deno.readTextFile(`${folder.path}/report.html`);
  assert.match(page, /<h1>Two codes<\/h1>/);
  assert.match(page, /Nine messages of ten arrive exactly over awgn with polar /);
  for (const system of ["none-at-all", "polar"]) assert.ok(await Deno.stat(`${folder.path}/${system}/results.jsonl`));
});

Deno.test("a peer stands beside the systems over the channels of the run, and nowhere else", async () => {
  using folder = new TemporaryFolder();
  const elsewhere = { ...PEER, name: "absent", points: [{ channel: "rician", snr_db: 5, exact: 1 }] };
  const suite = await read({ ...TWO, peers: [PEER, elsewhere] });
  const corpus = createCorpus([{ index: 1, text: "We agree." }]);
  const { summary } = await evaluateSuite({ suite, sweep: {}, corpus, jobs: 1, folder: folder.path });
  assert.deepEqual(summary.peers!.map(({ name, points }) => [name, points]), [
    ["theirs", [{ channel: "awgn", snrDb: 5, metrics: { exact: 0.5 } }]],
  ]);
  const page = await Deno.readTextFile(`${folder.path}/report.html`);
  assert.ok(page.includes("theirs was measured elsewhere") && !page.includes("absent"));
  assert.match(await Deno.readTextFile(`${folder.path}/summary.csv`), /^theirs,awgn,,5,9,measured elsewhere,,0\.5,/m);
  for (const system of ["none-at-all", "polar"]) {
    assert.ok(!(await Deno.readTextFile(`${folder.path}/${system}/report.html`)).includes("theirs"));
  }
});
