import { STOP } from "../statistics/closed_point.ts";
import type { GateOutcome, Point, Summary } from "../statistics/summary.ts";
import { escapeMarkup } from "./markup.ts";

/**
 * The run as a JUnit report, for CI servers: a test suite of the gates, in which a missed one is a failure, and one of the
 * points, so that the report is never empty; an interrupted point counts as skipped. Times are in seconds.
 */
export function junit({ header, points, gates }: Summary): string {
  const cases = [...points.map(pointCase), ...gates.map(gateCase)];
  const properties = Object.entries(header).map(([name, value]) => writeEmpty("property", { name, value }));
  const suites = [
    writeSuite("points", cases.slice(0, points.length), writeElement("properties", {}, properties)),
    writeSuite("gates", cases.slice(points.length), ""),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n${
    writeElement("testsuites", { name: "semcom eval", ...countCases(cases) }, suites)
  }`;
}

interface Case {
  readonly xml: string;
  readonly outcome: "passed" | "failed" | "skipped";
  readonly seconds: number;
}

function pointCase({ codec, channel, snrDb, variant, messages, stop, ms }: Point): Case {
  const name = [codec, channel, snrDb === null ? "" : `${snrDb} dB`, variant].filter((part) => part !== "").join(", ");
  const interrupted = stop === STOP.interrupted;
  const seconds = messages * ms / 1000;
  return {
    outcome: interrupted ? "skipped" : "passed",
    seconds,
    xml: writeElement(
      "testcase",
      { classname: "semcom.points", name, time: seconds.toFixed(3) },
      interrupted ? [writeEmpty("skipped", { message: `interrupted after ${messages} messages` })] : [],
    ),
  };
}

function gateCase({ gate, passed, detail }: GateOutcome): Case {
  return {
    outcome: passed ? "passed" : "failed",
    seconds: 0,
    xml: writeElement(
      "testcase",
      { classname: "semcom.gates", name: gate, time: "0.000" },
      passed ? [] : [writeEmpty("failure", { type: "gate", message: detail })],
    ),
  };
}

function writeSuite(name: string, cases: readonly Case[], properties: string): string {
  return writeElement("testsuite", { name, ...countCases(cases) }, [properties, ...cases.map(({ xml }) => xml)]);
}

function countCases(cases: readonly Case[]): Attributes {
  const number = (outcome: Case["outcome"]) => `${cases.filter((each) => each.outcome === outcome).length}`;
  return {
    tests: `${cases.length}`,
    failures: number("failed"),
    errors: "0",
    skipped: number("skipped"),
    time: cases.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(3),
  };
}

type Attributes = Readonly<Record<string, string>>;

function writeEmpty(tag: string, attributes: Attributes): string {
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeMarkup(value)}"`);
  return `<${tag}${written.join("")}/>\n`;
}

function writeElement(tag: string, attributes: Attributes, children: readonly string[]): string {
  const opened = writeEmpty(tag, attributes);
  const content = children.join("");
  return content === "" ? opened : `${opened.slice(0, -3)}>\n${content}</${tag}>\n`;
}
