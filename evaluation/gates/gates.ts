import { UsageError } from "../../errors.ts";
import { unknownName } from "../../text/suggest.ts";
import type { Difference } from "../statistics/compare.ts";
import { metricsOf, type Plan } from "../plan/plan.ts";
import type { Metric } from "../../fidelity/metric.ts";
import type { GateOutcome, Point } from "../statistics/summary.ts";
import { checkValue } from "../../link/check.ts";
import { fieldOf, type LinkField } from "../../link/fields.ts";
import { AXES, splitChannels } from "../plan/sweep.ts";

/** A bound that an evaluation must not cross, with the points that it is about. */
export interface Gate {
  /** As the user wrote it. */
  readonly text: string;
  readonly metric: string;
  /** The evaluation fails where the metric is on this side of the bound. */
  readonly side: "<" | ">";
  readonly bound: number;
  /** Points of the plan, by their numbers. */
  readonly points: readonly number[];
}

const GATE = /^\s*([a-z0-9_]+)\s*(?:@\s*([^<>]*?))?\s*([<>])\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*$/i;

/**
 * Reads a gate such as `bleu4@6,rayleigh,gpt2-mini<0.9`, with any of these after the @ in any order: an SNR in dB, a
 * channel, a codec, or any setting by its name, `rate=3`. It is about all points of the plan that have all of it.
 * @throws {UsageError} if it is no gate, or about something that the plan does not measure.
 */
export function readGate(text: string, plan: Plan): Gate {
  const [, metric, where = "", side, bound] = GATE.exec(text) ?? [];
  if (metric === undefined) {
    throw new UsageError(`Cannot read the gate ${JSON.stringify(text)}: write METRIC@SNR<BOUND, such as bleu4@6<0.9`);
  }
  const names = metricsOf(plan.header.settings).map(({ name }) => name);
  if (!names.includes(metric)) throw unknownName("metric of a gate", metric, names);
  let points = plan.points.map((_, point) => point);
  for (const item of splitItems(where)) {
    const having = points.filter((point) => has(plan, point, item));
    if (having.length === 0) throw createNotMeasuredError(text, item, plan);
    points = having;
  }
  return { text, metric, side: side as Gate["side"], bound: Number(bound), points };
}

/** Judges a gate at one of its points: by the whole interval, or strictly by the mean. */
export function judge(gate: Gate, point: Point, strict: boolean): GateOutcome {
  const estimate = point.metrics[gate.metric];
  if (estimate === undefined) return missUnknown(gate.text, gate.metric, point);
  const { mean, low, high } = estimate;
  const nearest = strict ? mean : gate.side === "<" ? high : low;
  const passed = gate.side === "<" ? !(nearest < gate.bound) : !(nearest > gate.bound);
  return {
    gate: gate.text,
    passed,
    detail: `${gate.metric} is ${formatFigure(mean)} [${formatFigure(low)}, ${formatFigure(high)}] ${
      describePlace(point)
    }: ${strict ? "the mean" : "the whole interval"} is ${passed ? "not " : ""}${
      gate.side === "<" ? "below" : "above"
    } ${gate.bound}`,
  };
}

/** Names the gate of {@linkcode judgeDrop}. */
export function describeDrop(metric: string, maxDrop: number): string {
  return `${metric}: no more than ${maxDrop} worse than the baseline`;
}

/** Judges that a metric has not got worse than a baseline by more than `maxDrop`. */
export function judgeDrop(
  { metric, a, b, difference }: Difference,
  { better }: Metric,
  point: Point,
  maxDrop: number,
  strict: boolean,
): GateOutcome {
  // By how much it got worse, at the end of the interval that speaks for it.
  const drop = (better === "higher" ? -1 : 1) *
    (strict ? difference.mean : better === "higher" ? difference.high : difference.low);
  const passed = !(drop > maxDrop);
  return {
    gate: describeDrop(metric, maxDrop),
    passed,
    detail: `${metric} is ${formatFigure(b)} and was ${formatFigure(a)}, a difference of ${
      formatFigure(difference.mean)
    } [${formatFigure(difference.low)}, ${formatFigure(difference.high)}] ${describePlace(point)}`,
  };
}

/** A figure that is not there keeps no bound: nobody should take silence for a pass. */
export function missUnknown(gate: string, metric: string, point: Point): GateOutcome {
  const place = describePlace(point);
  return { gate, passed: false, detail: whyUnknown(metric, point.messages, place) };
}

function whyUnknown(metric: string, messages: number, place: string): string {
  if (messages === 0) return `no message could be sent ${place}: there is no ${metric}`;
  return /^bleu\d$/.test(metric)
    ? `${metric} is undefined ${place}: no message has as many as ${
      metric.at(-1)
    } tokens: judge bleu1 or chrf2, or give --effective-order`
    : `there is no ${metric} ${place}: its codec cannot tell, or its results are older`;
}

/** Names a point for people: "at 6 dB, rayleigh:fading=block, bart-mini, rate 3". */
function describePlace({ snrDb, channel, codec, variant }: Point): string {
  const parts = [...snrDb === null ? [] : [`at ${snrDb} dB`], channel, codec, ...variant === "" ? [] : [variant]];
  return parts.join(", ");
}

/** Splits at commas; an item that has a `=` and names no setting goes on with the channel before it. */
function splitItems(where: string): string[] {
  const items: string[] = [];
  for (const piece of where.split(",").map((item) => item.trim()).filter((item) => item !== "")) {
    if (findAxis(piece) !== undefined) items.push(piece);
    else items.push(...splitChannels([...items.splice(items.length - 1), piece].join(",")));
  }
  return items;
}

/** Finds the axis that `name=value` names, its name written with either hyphens or underscores. */
function findAxis(item: string): { axis: LinkField; value: string } | undefined {
  const at = item.indexOf("="); // a code's parameters have more of them
  const axis = AXES.find((axis) => at >= 0 && axis.json === item.slice(0, at).replaceAll("-", "_"));
  return axis === undefined ? undefined : { axis, value: item.slice(at + 1) };
}

function has(plan: Plan, point: number, item: string): boolean {
  const found = findAxis(item);
  if (found !== undefined) return plan.valueAt(point, found.axis) === valueFrom(found.axis, found.value);
  const { codec, channel, snrDb = null } = plan.points[point]!;
  if (snrDb === valueFrom(fieldOf("snrDb"), item) || codec === item) return true;
  // A channel by its spec; its family's name alone stands for all of the family.
  return item.includes(":")
    ? channel === valueFrom(fieldOf("channel"), item)
    : channel.split(":")[0] === item.toLowerCase();
}

/** A value of an axis as it is written, in its one form; undefined where it is none. */
function valueFrom(axis: LinkField, text: string): string | number | undefined {
  if (text === "") return undefined;
  try {
    return checkValue(axis, text);
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

function createNotMeasuredError(text: string, item: string, plan: Plan): UsageError {
  const measured = AXES.map(({ json }) => [json, plan.valuesOf(json)] as const).filter(([, values]) =>
    values.length > 0
  )
    .map(([name, values]) => `${name} ${values.join(", ")}`);
  return new UsageError(
    `The gate ${JSON.stringify(text)} is about ${item}, which is not measured there: this evaluation has ${
      measured.join("; ")
    }`,
  );
}

function formatFigure(value: number): string {
  return value.toFixed(4);
}
