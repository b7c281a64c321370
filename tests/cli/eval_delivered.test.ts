import assert from "node:assert/strict";
import { TemporaryFolder } from "../evaluation/folder.ts";
import { simulatedHeader, simulatedResults } from "../evaluation/simulated.ts";
import { semcom } from "./semcom.ts";

const TEXT = "The ferry leaves at six.\nWe agree with the report.\nWhere is the station?\n";
const SPINAL = ["eval", "-q", "--codec", "gpt2-mini", "--scheme", "spinal", "--beam", "2", "--jobs", "1"];

Deno.test("eval: what the receiver believes and what the text weighs are figures of a point, with gates", async () => {
  const gates = ["--fail-if", "delivered@20<0.9", "--fail-if", "delivered@-12<0.9", "--fail-if", "undetected>0.1"];
  const { code, stdout, stderr } = await semcom([...SPINAL, "--snr", "20,-12", "--json", ...gates], TEXT);
  const { points, gates: judged } = JSON.parse(stdout);
  const [clean, noisy] = points;
  const meansOf = ({ metrics }: typeof clean) => [metrics.delivered.mean, metrics.undetected.mean, metrics.exact.mean];
  assert.deepEqual([meansOf(clean), meansOf(noisy)], [[1, 0, 1], [0, 0, 0]]);
  assert.equal(clean.information_per_word, noisy.information_per_word);
  const throughput = clean.information_per_word / clean.uses_per_word;
  assert.ok(Math.abs(clean.metrics.throughput.mean - throughput) < 1e-9 && throughput > 0.1, `${throughput}`);
  assert.equal(noisy.metrics.throughput.mean, 0);
  assert.equal(code, 1);
  assert.deepEqual(judged.map(({ passed }: { passed: boolean }) => passed), [true, false, true, true]);
  assert.match(stderr, /^missed {2}delivered@-12<0\.9: delivered is 0\.0000 \[0\.0000, 0\.5615\] at -12 dB/m);
});

Deno.test("compare: a metric that no point of both has is refused, not left out of the table", async () => {
  using folder = new TemporaryFolder();
  const path = folder.write("results.jsonl", simulatedResults(simulatedHeader(3, {})).text);
  const { code, stdout, stderr } = await semcom(["compare", path, path, "--metric", "exact,delivered"]);
  assert.deepEqual([code, stdout], [3, ""]);
  assert.match(stderr, /^semcom: error: Cannot compare delivered of [^\n]*: no point of both has it\n$/);
});
