import { UsageError } from "../../errors.ts";
import type { Plan } from "../plan/plan.ts";
import { findResults } from "../results/results_reader.ts";
import { type ClosedPoint, STOP } from "../statistics/closed_point.ts";
import {
  compareRows,
  findDifferingAxes,
  pairPoints,
  type PointPair,
  refuseOtherBleu,
  wholly,
} from "../statistics/compare.ts";
import { PointFile } from "../statistics/point_file.ts";
import type { GateOutcome } from "../statistics/summary.ts";
import { describeDrop, type Gate, judge, judgeDrop, missUnknown, readGate } from "./gates.ts";

/** The bounds that an evaluation must keep. */
export interface GateSettings {
  /** Gates such as "bleu4@6<0.9". */
  readonly failIf?: readonly string[];
  /** Judge by the mean, and not by the whole interval. */
  readonly strict?: boolean;
  /** Results of an earlier evaluation, file or folder, than which the headline metric must not be worse. */
  readonly baseline?: string;
  /** Tolerance: how much worse is still good enough. */
  readonly maxDrop?: number;
}

/** An earlier evaluation, with what its points are compared with. */
interface Baseline {
  readonly name: string;
  readonly file: PointFile;
  readonly pairs: readonly PointPair[];
}

/** The gates of an evaluation: judges each of its points as it is closed. */
export class Gating {
  readonly #outcomes: GateOutcome[][];

  private constructor(
    private readonly settings: GateSettings,
    private readonly plan: Plan,
    private readonly gates: readonly Gate[],
    private readonly baseline: Baseline | undefined,
  ) {
    this.#outcomes = [...gates.map(() => []), []];
  }

  /**
   * Reads all gates and the baseline, before anything is measured.
   * @throws {UsageError} for a gate on something that the plan does not measure.
   */
  static async open(settings: GateSettings, plan: Plan): Promise<Gating> {
    if (settings.maxDrop !== undefined && settings.baseline === undefined) {
      throw new UsageError(
        "A --max-drop is given without a --baseline to drop from: say which results to compare with",
      );
    }
    if (settings.strict === true && settings.baseline === undefined && (settings.failIf ?? []).length === 0) {
      throw new UsageError(
        "Gates are to be judged strictly, and there is none: give a gate or a baseline, or leave it out",
      );
    }
    const gates = (settings.failIf ?? []).map((text) => readGate(text, plan));
    return new Gating(settings, plan, gates, await openBaseline(settings, plan));
  }

  /** Judges a point, unless it was interrupted. */
  readonly judge = ({ number, point, rows }: ClosedPoint): void => {
    if (point.stop === STOP.interrupted) return;
    const { strict = false, maxDrop = 0 } = this.settings;
    this.gates.forEach((gate, i) => {
      if (gate.points.includes(number)) this.#outcomes[i]!.push(judge(gate, point, strict));
    });
    const pair = this.baseline?.pairs.find(({ b }) => b === number);
    if (pair === undefined || rows.messages === 0) return;
    const { file, name } = this.baseline!;
    const { headline } = this.plan.header.settings;
    const [difference] =
      compareRows(wholly(file.rows(pair.a)), wholly(rows), [headline], [name, "this evaluation"]).differences;
    this.#outcomes.at(-1)!.push(
      difference === undefined
        ? missUnknown(describeDrop(headline, maxDrop), headline, point)
        : judgeDrop(difference, rows.layout.metricNamed(headline), point, maxDrop, strict),
    );
  };

  /** The judgement of each gate at each of its points. */
  get outcomes(): GateOutcome[] {
    return this.#outcomes.flat();
  }
}

async function openBaseline({ baseline }: GateSettings, plan: Plan): Promise<Baseline | undefined> {
  if (baseline === undefined) return undefined;
  const file = new PointFile(await findResults(baseline));
  const { headline } = plan.header.settings;
  if (!file.metrics.some(({ name }) => name === headline)) {
    throw new UsageError(`Cannot compare with the baseline ${baseline}: it has no ${headline}`);
  }
  // A codec is better or worse than before at otherwise the same settings.
  const other = findDifferingAxes(file.plan, plan).find((name) => name !== "codec");
  if (other !== undefined) {
    const [there, here] = [file.plan, plan].map((one) => one.valuesOf(other).join() || "not given");
    throw new UsageError(`Cannot compare with the baseline ${baseline}: ${other} is ${there} there and ${here} here`);
  }
  refuseOtherBleu(file.plan, plan, [headline], `Cannot compare with the baseline ${baseline}`);
  const measured = new Set(file.points);
  const pairs = pairPoints(file.plan, plan).filter(({ a }) => measured.has(a));
  if (pairs.length > 0) return { name: baseline, file, pairs };
  throw new UsageError(
    `Cannot compare with the baseline ${baseline}: it has no point of the settings of this evaluation`,
  );
}
