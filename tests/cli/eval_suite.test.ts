import assert from "node:assert/strict";
import { TemporaryFolder } from "../evaluation/folder.ts";
import { semcom } from "./semcom.ts";

Deno.test("eval --suite: a suite of one's own is measured, and said in words; what does not go with it is refused", async () => {
  using folder = new TemporaryFolder();
  const path = `${folder.path}/suite.json`;
  await Deno.writeTextFile(
    path,
    JSON.stringify({
      title: "Codes",
      axes: { modulation: ["qpsk"] },
      systems: ["none", "polar"].map((code) => ({
        name: code,
        sweep: { codec: ["utf8"], channel_code: [code], code_rate: [code === "none" ? 1 : 0.5] },
      })),
      peers: [{
        name: "theirs",
        measured: "by them",
        messages: 9,
        uses_per_word: 8,
        points: [{ channel: "awgn", snr_db: 3, exact: 0.5 }],
      }],
      messages: ["The vote is at noon.", "We agree with the report.", "Nobody in the harbour knows why."],
    }),
  );
  const suite = ["eval", "--suite", path, "--snr", "2,4", "--jobs", "1", "--limit", "2"];
  const { code, stdout, stderr } = await semcom(suite);
  assert.deepEqual([code, stderr], [
    0,
    "none: 2 points of 2 messages, 1 worker\npolar: 2 points of 2 messages, 1 worker\n",
  ]);
  assert.match(
    stdout,
    /\nThose of this run do not take equal bandwidth\. .*\nNine messages of ten .* polar .*: none\.\n/,
  );
  const own = JSON.parse((await semcom([...suite, "--json", "-q"], "My own text.\n")).stdout);
  assert.deepEqual(own.points.map(({ codec, messages }: Record<string, unknown>) => [codec, messages]), [
    ["none", 2],
    ["none", 2],
    ["polar", 2],
    ["polar", 2],
  ]);
  assert.match(stdout, /\ntheirs was measured elsewhere, not in this run, on 9 messages of its own: by them\. .*\n/);
  assert.doesNotMatch(stdout.split("\n\n")[0]!, /theirs/);
  assert.deepEqual(own.peers, [{
    name: "theirs",
    measured: "by them",
    messages: 9,
    uses_per_word: 8,
    points: [{ channel: "awgn", snr_db: 3, exact: 0.5 }],
  }]);
  for (
    const [flags, says] of [
      [["--codec", "utf8"], /The suite decides --codec of each of its systems: leave it out, or leave out --suite/],
      [["--fail-if", "exact@2<1"], /A suite is several evaluations, and --fail-if is for one/],
      [["--shard", "1/2"], /A suite is several evaluations, and --shard is for one/],
    ] as const
  ) {
    const refused = await semcom([...suite, ...flags]);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, says);
  }
});
