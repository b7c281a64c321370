import { RefusedError, RunError, SemcomError, UsageError } from "../../errors.ts";
import type { Answer, Task } from "./worker.ts";

/** A thread with a link of its own: `session.run()` blocks the one that it runs in. One task at a time. */
export class EvaluationWorker implements Disposable {
  readonly #worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });

  /** Sends a unit's messages. What is thrown there is thrown here. */
  measure(task: Task): Promise<Extract<Answer, { lines: unknown }>> {
    return new Promise((resolve, reject) => {
      this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => {
        if ("error" in data) reject(errorOf(data));
        else resolve(data);
      };
      this.#worker.onerror = (event) => {
        event.preventDefault();
        reject(new RunError(`A worker of the evaluation failed: ${event.message}`));
      };
      this.#worker.postMessage(task);
    });
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }
}

/** An error as it was before it went from thread to thread. */
function errorOf({ error, exitCode }: Extract<Answer, { error: unknown }>): Error {
  if (exitCode === undefined) return new RunError(`A worker of the evaluation failed: ${error}`);
  const type = [UsageError, RefusedError, RunError].find((type) => new type("").exitCode === exitCode);
  return type === undefined ? new SemcomError(error, exitCode) : new type(error);
}
