import { UsageError } from "../../errors.ts";
import { differences, differingAxes, pairPoints, type PointPair } from "../statistics/compare.ts";
import { type Gate, gateFrom, judge, judgeDrop } from "./gates.ts";
import type { Plan } from "../plan/plan.ts";
import { PointFile, resultsPath } from "../results/results_file.ts";
import type { GateOutcome } from "../report/summary.ts";
import { type ClosedPoint, STOP } from "../run/tally.ts";
import type { GateOptions } from "../../cli/shared/gate_flags.ts";

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
    private readonly options: GateOptions,
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
  static async open(options: GateOptions, plan: Plan): Promise<Gating> {
    if (options.maxDrop !== undefined && options.baseline === undefined) {
      throw new UsageError(
        "A --max-drop is given without a --baseline to drop from: say which results to compare with",
      );
    }
    const gates = options.failIf.map((text) => gateFrom(text, plan));
    return new Gating(options, plan, gates, await openBaseline(options, plan));
  }

  /** Judges a point, unless it was interrupted. */
  readonly judge = ({ number, point, rows }: ClosedPoint): void => {
    if (point.stop === STOP.interrupted) return;
    const { strict, maxDrop = 0 } = this.options;
    this.gates.forEach((gate, i) => {
      if (gate.points.includes(number)) this.#outcomes[i]!.push(judge(gate, point, strict));
    });
    const pair = this.baseline?.pairs.find(({ b }) => b === number);
    if (pair === undefined || rows.messages === 0) return;
    const { file, name } = this.baseline!;
    const { headline } = this.plan.header.settings;
    const [difference] = differences(file.rows(pair.a), rows, [headline], [name, "this evaluation"]).differences;
    const metric = rows.metrics.find(({ name }) => name === headline)!;
    this.#outcomes.at(-1)!.push(judgeDrop(difference!, metric, point, maxDrop, strict));
  };

  /** How each gate was judged at each of its points. */
  get outcomes(): GateOutcome[] {
    return this.#outcomes.flat();
  }
}

async function openBaseline({ baseline }: GateOptions, plan: Plan): Promise<Baseline | undefined> {
  if (baseline === undefined) return undefined;
  const file = new PointFile(await resultsPath(baseline));
  const { headline } = plan.header.settings;
  if (!file.metrics.includes(headline)) {
    throw new UsageError(`Cannot compare with the baseline ${baseline}: it has no ${headline}`);
  }
  // What is better or worse than before is a codec, at otherwise the same settings.
  const other = differingAxes(file.plan, plan).find((name) => name !== "codec");
  if (other !== undefined) {
    const [there, here] = [file.plan, plan].map(({ header }) => header.settings[other]?.join() ?? "not given");
    throw new UsageError(`Cannot compare with the baseline ${baseline}: ${other} is ${there} there and ${here} here`);
  }
  const measured = new Set(file.points);
  const pairs = pairPoints(file.plan, plan).filter(({ a }) => measured.has(a));
  if (pairs.length > 0) return { name: baseline, file, pairs };
  throw new UsageError(
    `Cannot compare with the baseline ${baseline}: it has no point of the settings of this evaluation`,
  );
}
