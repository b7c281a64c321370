import type { Message } from "../../link/link.ts";
import { shareRuntime } from "../../runtime/session.ts";
import { type Done, EvaluationWorker } from "./evaluation_worker.ts";
import { bleuOf, type Unit } from "../plan/plan.ts";
import type { ResultsWriter } from "./results_writer.ts";
import type { Tally } from "./tally.ts";

/** Settings of a run; none of it changes a result. */
export interface MeasuringOptions {
  /** The corpus, in its order: as many as the plan's header says. */
  readonly messages: readonly Message[];
  /** Workers, each with a session of its own and one thread. */
  readonly jobs: number;
  /** Where results go, if they are kept. */
  readonly writer: ResultsWriter | undefined;
  /** Modules that each worker imports, to register channels, codes and metrics of its own. */
  readonly modules: readonly string[];
  /** Asked between units: the evaluation ends with what it has when the answer is yes. */
  readonly interrupted: () => boolean;
  /** Told of every unit that has been added to the tally. */
  readonly onUnit: (unit: Unit) => void;
}

/**
 * Measures all that a tally has not got yet. Workers take units in order and answer in any; answers are added and written in
 * order, so the results are the same for any number of workers.
 * @throws {UsageError} for settings that no link can have.
 */
export async function measureUnits(tally: Tally, options: MeasuringOptions): Promise<void> {
  const { messages, jobs, writer, modules, interrupted, onUnit } = options;
  const { points, header, unitsPerPoint } = tally.plan;
  const first = writer === undefined ? tally.next() : writer.unit;
  let failed = false;
  let taken = 0;
  let added = 0;
  const waiting = new Map<number, { unit: Unit; answer: Done }>();
  const addInOrder = () => {
    for (let next = waiting.get(added); next !== undefined; next = waiting.get(added)) {
      const { unit, answer: { lines, ms } } = next;
      if (tally.wants(unit)) {
        const time = { point: unit.point, messages: unit.messages, ms };
        writer?.write(lines, time); // where it fails, nothing that comes later may be written
        tally.times.add(time);
        tally.add(unit, lines);
        onUnit(unit);
      }
      waiting.delete(added++);
    }
  };
  const work = async () => {
    using worker = new EvaluationWorker();
    while (!failed && !interrupted()) {
      const unit = taken === 0 ? first : tally.next();
      if (unit === undefined) break;
      const place = taken++;
      const { point, repeat } = unit;
      const answer = await worker.measure({
        settings: points[point]!,
        codec: header.codecs[points[point]!.codec]!,
        point,
        repeat,
        messages: messages.slice(unit.first, unit.first + unit.messages),
        metrics: header.settings.metrics,
        bleu: bleuOf(header.settings),
        modules,
      });
      waiting.set(place, { unit, answer });
      addInOrder();
    }
  };
  await shareRuntime();
  const ends = await Promise.allSettled(
    Array.from({ length: Math.min(jobs, points.length * unitsPerPoint) }, () =>
      work().catch((error) => {
        failed = true;
        throw error;
      })),
  );
  const failure = ends.find((end) => end.status === "rejected");
  if (failure !== undefined) throw failure.reason;
}
