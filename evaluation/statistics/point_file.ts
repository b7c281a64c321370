import { RefusedError } from "../../errors.ts";
import type { Metric } from "../../fidelity/metric.ts";
import { PlainFile } from "../../runtime/plain_file.ts";
import { metricsOf, Plan } from "../plan/plan.ts";
import { fileLines } from "../results/line_reader.ts";
import { parseResultLine, type ResultLine } from "../results/result_line.ts";
import { ResultsReader } from "../results/results_reader.ts";
import { isAmount, PointRows } from "./point_rows.ts";

/** A complete file of results whose points can be read in any order. */
export class PointFile {
  readonly plan: Plan;
  /** Where each point's lines begin, in bytes. */
  readonly #offsets = new Map<number, { readonly byte: number; readonly line: number }>();
  /** Channel uses and words of each point's messages. */
  readonly #spends = new Map<number, { uses: number; words: number }>();

  /** Reads the whole file once, checking every line. */
  constructor(private readonly path: string) {
    using reader = ResultsReader.open(path);
    this.plan = new Plan(reader.header);
    let [byte, point] = [reader.end, -1];
    for (let lines = reader.take(1); lines !== undefined; lines = reader.take(1)) {
      const line = parseResultLine(lines[0]!);
      if (line === undefined) throw reader.refused(reader.line, "it is broken");
      if (line.point < point || line.point >= this.plan.points.length) {
        throw reader.refused(reader.line, `it is of point ${line.point}`);
      }
      if (line.point > point) this.#offsets.set(point = line.point, { byte, line: reader.line });
      byte = reader.end;
      if (line.error === undefined && !this.#count(line)) throw reader.refused(reader.line, "it is broken");
    }
  }

  /** Adds what a message took to its point. Returns whether its line says it. */
  #count({ point, channel_uses: uses, words }: ResultLine): boolean {
    if (!isAmount(uses) || !isAmount(words)) return false;
    const spend = this.#spends.getOrInsertComputed(point, () => ({ uses: 0, words: 0 }));
    spend.uses += uses;
    spend.words += words;
    return true;
  }

  /** Channel uses a word of the messages of a point that arrived. */
  usesPerWord(point: number): number {
    const { uses, words } = this.#spends.get(point) ?? { uses: 0, words: 0 };
    return uses / Math.max(1, words);
  }

  /** All metrics that its points have. */
  get metrics(): Metric[] {
    return metricsOf(this.plan.header.settings);
  }

  /** The points that have results, by their numbers. */
  get points(): number[] {
    return [...this.#offsets.keys()];
  }

  /** Reads all that was counted at a point. */
  rows(point: number): PointRows {
    const { byte, line: number } = this.#offsets.get(point)!;
    const rows = new PointRows(this.metrics, this.plan.header.data.messages);
    using file = PlainFile.open(this.path);
    file.seekSync(byte);
    for (const { text, number: after } of fileLines(file)) {
      const line = parseResultLine(text);
      if (line?.point !== point) break;
      if (line.error !== undefined || rows.add(line)) continue;
      throw new RefusedError(
        `Cannot use ${this.path}: line ${number + after - 1} is not what belongs there: it is broken`,
      );
    }
    return rows;
  }
}
