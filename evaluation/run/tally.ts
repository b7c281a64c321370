import { metricsOf, type Plan, type Unit } from "../plan/plan.ts";
import { PointRows } from "../statistics/point_rows.ts";
import { BrokenLine, parseResultLine, type ResultLine } from "../results/result_line.ts";
import type { Shard } from "../plan/shard.ts";
import { BLEU_COUNTS, isShortOfOrder } from "../../fidelity/bleu.ts";
import type { Counts } from "../../fidelity/metric.ts";
import { COST } from "../statistics/layout.ts";
import { sumOf } from "../statistics/bootstrap.ts";
import { type ClosedPoint, STOP } from "../statistics/closed_point.ts";
import type { ExampleMessage, Point } from "../statistics/summary.ts";
import { describeVariant } from "../plan/sweep.ts";
import { Times } from "../results/times.ts";

/** Examples that are kept of each point: the first messages of this many words at most, so that points share them. */
const EXAMPLES = 3;
const EXAMPLE_WORDS = 40;

/** So many messages that are not exact, and a bootstrap interval says how far off a figure may be. */
const ENOUGH_FAILURES = 20;

/**
 * Takes the units of an evaluation in their order, whether they were measured just now or are read from a file, adds up
 * each point, and decides where it ends. Only the current point is held in memory.
 */
export class Tally {
  /** The points that are closed. */
  readonly points: Point[] = [];
  readonly times: Times = new Times();
  #open: OpenPoint | undefined;
  /** The reason why the first of the messages that were not sent was not. */
  refusal: string | undefined;
  /** Messages that did not arrive although no bit of theirs was wrong. */
  uncarried = 0;
  /** Messages that took more uses than the settings ask for. */
  lengthened = 0;
  /** Messages whose header failed. */
  headless = 0;
  /** The point that ended early last; its other units are passed over. */
  #stopped = -1;
  #next = { point: 0, number: 0 };
  /** The number, within its point, of the unit that was added last. */
  #added = -1;

  /** @param onClose Is given each point when it is closed. */
  constructor(
    readonly plan: Plan,
    private readonly shard?: Shard,
    private readonly onClose: (closed: ClosedPoint) => void = () => {},
  ) {}

  /** The next unit to take, of this shard if there is one; undefined at the end. */
  next(): Unit | undefined {
    const { points, unitsPerPoint } = this.plan;
    while (this.#next.point < points.length) {
      if (this.#next.number >= unitsPerPoint || this.#stopped === this.#next.point) {
        this.#next = { point: this.#next.point + 1, number: 0 };
        continue;
      }
      const unit = this.plan.unit(this.#next.point, this.#next.number++);
      if (this.shard === undefined || this.plan.shardOf(unit, this.shard.count) === this.shard.number) return unit;
    }
    return undefined;
  }

  /** True for a unit that is still wanted: its point may have ended since it was taken. */
  wants(unit: Unit): boolean {
    return unit.point !== this.#stopped;
  }

  /** About how many messages are left after a unit, for this shard, if no other point ends early. */
  messagesAfter(unit: Unit): number {
    const { points, unitsPerPoint, header } = this.plan;
    const ofPoint = header.data.messages * header.settings.repeat;
    const inPoint = this.wants(unit) ? ofPoint * (1 - (unit.number + 1) / unitsPerPoint) : 0;
    return Math.round((inPoint + ofPoint * (points.length - unit.point - 1)) / (this.shard?.count ?? 1));
  }

  /**
   * Adds a unit's lines, one a message, in the order of the plan.
   * @throws {BrokenLine} for the first line that is not what belongs there.
   */
  add(unit: Unit, lines: readonly string[]): void {
    if (this.#open?.number !== unit.point) this.#close(STOP.all);
    this.#open ??= new OpenPoint(this.plan, unit.point);
    lines.forEach((text, i) => {
      const line = parseResultLine(text);
      if (line === undefined || !this.#open!.add(line)) throw new BrokenLine(i, "it is broken");
      if (line.point !== unit.point || line.repeat !== unit.repeat) {
        throw new BrokenLine(
          i,
          `it is of point ${line.point}, repeat ${line.repeat}, where point ${unit.point}, repeat ${unit.repeat} belongs`,
        );
      }
      this.refusal ??= line.error;
      if (line.header_failed === true) this.headless++;
      else if (line.bit_errors === 0 && line.reconstruction !== line.text) this.uncarried++;
      if (Number(line.extra_uses) > 0) this.lengthened++;
    });
    this.#added = unit.number;
    if (this.#narrowAfter(unit)) {
      this.#close(STOP.narrow);
      this.#stopped = unit.point;
    }
  }

  /** Closes the point that is still open, be it complete or not. */
  end(): void {
    const step = this.shard === undefined || this.plan.wholePoints ? 1 : this.shard.count;
    const complete = this.#added + step >= this.plan.unitsPerPoint;
    this.#close(complete ? STOP.all : STOP.interrupted);
  }

  /** True where the point may end: decided where the number of units has grown by a tenth, from the second on. */
  #narrowAfter({ number }: Unit): boolean {
    const { until_ci: bound, headline } = this.plan.header.settings;
    if (bound === undefined || !isBoundary(number + 1)) return false;
    const { rows } = this.#open!;
    if (rows.messages === 0) return false;
    const [interval, exact] = rows.estimates([headline, "exact"].map((name) => rows.layout.metricNamed(name)));
    if (interval === undefined || interval.high - interval.low >= bound) return false;
    // Where hardly any message fails, what was drawn anew hardly differs: then nothing but their number says how many may.
    const failures = (1 - exact!.mean) * sumOf(rows.values, rows.layout.width)[COST.messages]!;
    return failures >= ENOUGH_FAILURES || exact!.high - exact!.low < bound;
  }

  #close(stop: string): void {
    if (this.#open === undefined) return;
    const open = this.#open;
    this.#open = undefined;
    const point = this.#point(open, stop);
    this.points.push(point);
    this.onClose({ number: open.number, point, rows: open.rows });
  }

  #point({ number, rows, examples, tooShort }: OpenPoint, stop: string): Point {
    const settings = this.plan.points[number]!;
    const estimates = rows.messages === 0 ? [] : rows.estimates();
    const sums = sumOf(rows.values, rows.layout.width);
    const messages = sums[COST.messages]!;
    const words = Math.max(1, sums[COST.words]!);
    const informed = messages > 0 && sums[COST.informed] === messages;
    return {
      codec: settings.codec,
      channel: settings.channel,
      snrDb: settings.snrDb ?? null,
      variant: describeVariant(this.plan.header.settings, settings),
      messages,
      tooShort,
      stop,
      metrics: Object.fromEntries(
        estimates.flatMap((estimate, i) => estimate === undefined ? [] : [[rows.metrics[i]!.name, estimate]]),
      ),
      passes: messages > 0 ? sums[COST.passes]! / messages : 0,
      usesPerWord: sums[COST.uses]! / words,
      usesPerCharacter: sums[COST.uses]! / Math.max(1, sums[COST.characters]!),
      informationPerWord: informed ? sums[COST.information]! / words : null,
      ms: this.times.perMessage(number),
      examples,
    };
  }
}

/** 2, 3, … 10, 11, 13, 15, 17, 19, 21, 24, …: a tenth more each time, so that deciding costs little however long it takes. */
export function isBoundary(units: number): boolean {
  let boundary = 2;
  while (boundary < units) boundary = Math.max(boundary + 1, Math.ceil(boundary + boundary / 10));
  return boundary === units;
}

class OpenPoint {
  readonly rows: PointRows;
  readonly examples: ExampleMessage[] = [];
  /** Messages whose text is too short for BLEU-4. */
  tooShort = 0;

  constructor(plan: Plan, readonly number: number) {
    this.rows = new PointRows(metricsOf(plan.header.settings), plan.header.data.messages);
  }

  add(line: ResultLine): boolean {
    if (line.error !== undefined) return true;
    const { index, text, reconstruction } = line;
    if (this.examples.length < EXAMPLES && line.repeat === 1 && text.split(" ").length <= EXAMPLE_WORDS) {
      this.examples.push({ index, text, reconstruction });
    }
    if (!this.rows.add(line)) return false;
    if (isShortOfOrder(line.counts![BLEU_COUNTS] as Counts)) this.tooShort++;
    return true;
  }
}
