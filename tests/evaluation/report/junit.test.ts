import assert from "node:assert/strict";
import { junit } from "../../../evaluation/report/junit.ts";
import { sampleSummary } from "./sample.ts";

Deno.test("junit.xml counts gates and points, a missed gate as a failure", () => {
  const xml = junit(sampleSummary({ channels: ["awgn"], snrs: [0, 6] }));
  const counts = (tag: string) =>
    xml.match(new RegExp(`<${tag} .*?>`, "g"))!.map((opened) => opened.replace(/ time=.*/, ""));
  assert.deepEqual(counts("testsuites"), [
    '<testsuites name="semcom eval" tests="6" failures="1" errors="0" skipped="0"',
  ]);
  assert.deepEqual(counts("testsuite"), [
    '<testsuite name="points" tests="4" failures="0" errors="0" skipped="0"',
    '<testsuite name="gates" tests="2" failures="1" errors="0" skipped="0"',
  ]);
  assert(xml.includes('<testcase classname="semcom.gates" name="bleu4@6&lt;0.9" time="0.000"/>'));
  assert(xml.includes(
    '<testcase classname="semcom.gates" name="exact@0&lt;0.5,gpt2-mini" time="0.000">\n' +
      '<failure type="gate" message="exact at 0 dB is 0.182 (0.148 to 0.216), the bound 0.5"/>\n</testcase>',
  ));
  assert(xml.includes('<property name="seed" value="1"/>'));
});

Deno.test("junit.xml has a point's time in seconds, and an interrupted one as skipped", () => {
  const summary = sampleSummary({ codecs: ["bart-mini"], channels: ["awgn"], variants: ["rate 3"], snrs: [6] });
  const xml = junit({ ...summary, gates: [], points: [{ ...summary.points[0]!, ms: 4.5, stop: "interrupted" }] });
  assert(xml.includes(
    '<testcase classname="semcom.points" name="bart-mini, awgn, 6 dB, rate 3" time="2.250">\n' +
      '<skipped message="interrupted after 500 messages"/>\n</testcase>',
  ));
  assert(xml.includes('<testsuite name="gates" tests="0" failures="0" errors="0" skipped="0" time="0.000"/>'));
});

Deno.test("every element of junit.xml is closed", () => {
  const open: string[] = [];
  for (const [, slash, name, empty] of junit(sampleSummary()).matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
    if (slash === "/") assert.equal(open.pop(), name);
    else if (empty === "") open.push(name!);
  }
  assert.deepEqual(open, []);
});
