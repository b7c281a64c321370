import { UsageError } from "../../errors.ts";
import { unknownName } from "../../suggest.ts";
import type { Difference } from "../statistics/compare.ts";
import type { Plan } from "../plan/plan.ts";
import { type CorpusMetric, metricsOf } from "../statistics/statistics.ts";
import type { GateOutcome, Point } from "../report/summary.ts";
import { AXES, channelList, fullChannel, type PointSettings } from "../plan/sweep.ts";

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
 * Reads a gate such as `bleu4@6,rayleigh,gpt2-mini<0.9`, what it says after the @ in any order: an SNR in dB, a channel,
 * a codec, or any setting by its name, `rate=3`. It is about all points of the plan that have all of it.
 * @throws {UsageError} if it is no gate, or about something that the plan does not measure.
 */
export function gateFrom(text: string, plan: Plan): Gate {
  const [, metric, where = "", side, bound] = GATE.exec(text) ?? [];
  if (metric === undefined) {
    throw new UsageError(`Cannot read the gate ${JSON.stringify(text)}: write METRIC@SNR<BOUND, such as bleu4@6<0.9`);
  }
  const names = metricsOf(plan.header.settings.metrics).map(({ name }) => name);
  if (!names.includes(metric)) throw unknownName("metric of a gate", metric, names);
  let points = plan.points.map((_, point) => point);
  for (const item of itemsOf(where)) {
    const having = points.filter((point) => has(plan.points[point]!, item, plan.points));
    if (having.length === 0) throw notMeasured(text, item, plan);
    points = having;
  }
  return { text, metric, side: side as Gate["side"], bound: Number(bound), points };
}

/** Judges a gate at one of its points: by the whole interval, or strictly by the mean. */
export function judge(gate: Gate, point: Point, strict: boolean): GateOutcome {
  const estimate = point.metrics[gate.metric];
  const place = placeOf(point);
  if (estimate === undefined) {
    return { gate: gate.text, passed: false, detail: `no message could be sent ${place}: there is no ${gate.metric}` };
  }
  const { mean, low, high } = estimate;
  const nearest = strict ? mean : gate.side === "<" ? high : low;
  const passed = gate.side === "<" ? !(nearest < gate.bound) : !(nearest > gate.bound);
  return {
    gate: gate.text,
    passed,
    detail: `${gate.metric} is ${figure(mean)} [${figure(low)}, ${figure(high)}] ${place}: ${
      strict ? "the mean" : "the whole interval"
    } is ${passed ? "not " : ""}${gate.side === "<" ? "below" : "above"} ${gate.bound}`,
  };
}

/** Judges that a metric has not got worse than a baseline by more than `most`. */
export function judgeDrop(
  { metric, a, b, difference }: Difference,
  { sense }: CorpusMetric,
  point: Point,
  most: number,
  strict: boolean,
): GateOutcome {
  // By how much it got worse, at the end of the interval that speaks for it.
  const drop = -sense * (strict ? difference.mean : sense > 0 ? difference.high : difference.low);
  const passed = !(drop > most);
  return {
    gate: `${metric}: no more than ${most} worse than the baseline`,
    passed,
    detail: `${metric} is ${figure(b)} and was ${figure(a)}, a difference of ${figure(difference.mean)} [${
      figure(difference.low)
    }, ${figure(difference.high)}] ${placeOf(point)}`,
  };
}

/** A point for people: "at 6 dB, rayleigh:fading=block, bart-mini, rate 3". */
export function placeOf({ snrDb, channel, codec, variant }: Point): string {
  return [`at ${snrDb} dB`, channel, codec, ...variant === "" ? [] : [variant]].join(", ");
}

/** The items between commas; what has a `=` and names no setting goes on with the channel before it. */
function itemsOf(where: string): string[] {
  const items: string[] = [];
  for (const piece of where.split(",").map((item) => item.trim()).filter((item) => item !== "")) {
    if (axisOf(piece) !== undefined) items.push(piece);
    else items.push(...channelList([...items.splice(items.length - 1), piece].join(",")));
  }
  return items;
}

/** The axis that `name=value` names, its name written with either hyphens or underscores. */
function axisOf(item: string): { key: keyof PointSettings; value: string } | undefined {
  const [name, value] = item.split("=");
  const axis = AXES.find((axis) => axis.name === name!.replaceAll("-", "_"));
  return axis === undefined || value === undefined ? undefined : { key: axis.key, value };
}

function has(settings: PointSettings, item: string, all: readonly PointSettings[]): boolean {
  const axis = axisOf(item);
  if (axis !== undefined) return sameValue(settings[axis.key], axis.value);
  if (sameValue(settings.snrDb, item) || settings.codec === item) return true;
  // A channel by its spec; its family's name alone stands for all of the family, unless it is a spec of the sweep itself.
  const named = all.some(({ channel }) => channel === item);
  if (named) return settings.channel === item;
  return fullChannel(settings.channel) === fullSpec(item) || fullChannel(settings.channel).split(":")[0] === item;
}

function sameValue(value: string | number | undefined, text: string): boolean {
  return typeof value === "number" ? text !== "" && value === Number(text) : value === text;
}

function fullSpec(item: string): string | undefined {
  try {
    return fullChannel(item);
  } catch (error) {
    if (error instanceof UsageError) return undefined; // no channel
    throw error;
  }
}

function notMeasured(text: string, item: string, plan: Plan): UsageError {
  const { settings } = plan.header;
  const measured = AXES.map(({ name }) => settings[name]).flatMap((values, i) =>
    values === undefined || values.length === 0 ? [] : [`${AXES[i]!.name} ${values.join(", ")}`]
  );
  return new UsageError(
    `The gate ${JSON.stringify(text)} is about ${item}, which is not measured there: this evaluation has ${
      measured.join("; ")
    }`,
  );
}

function figure(value: number): string {
  return value.toFixed(4);
}
