import { type ExtraMetric, openMetric } from "../../evaluation/run/extra_metric.ts";
import type { Reception } from "../../link/link.ts";

/** The metrics that `--metrics +NAME` asks for besides those of fidelity, ready to measure. */
export class FurtherMetrics implements AsyncDisposable {
  private constructor(
    private readonly metrics: ReadonlyMap<string, ExtraMetric>,
    private readonly stack: AsyncDisposableStack,
  ) {}

  /**
   * @param names With their plus signs or without.
   * @throws {UsageError} if there is no such metric.
   */
  static async open(names: readonly string[]): Promise<FurtherMetrics> {
    await using stack = new AsyncDisposableStack();
    const metrics = new Map<string, ExtraMetric>();
    for (const name of new Set(names.map((name) => name.replace(/^\+/, "")))) {
      metrics.set(name, stack.use(await openMetric(name)));
    }
    return new FurtherMetrics(metrics, stack.move());
  }

  get names(): string[] {
    return [...this.metrics.keys()];
  }

  /** A message's figures. They depend on no other message. */
  async of({ text: reference, reconstruction: hypothesis }: Reception): Promise<Record<string, number>> {
    const figures: Record<string, number> = {};
    for (const [name, metric] of this.metrics) {
      [figures[name]] = await metric.score([{ reference, hypothesis }]) as [number];
    }
    return figures;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stack.disposeAsync();
  }
}
