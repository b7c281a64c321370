import { RefusedError, RunError, SemcomError, UsageError } from "../../errors.ts";
import type { Answer, Task } from "./worker.ts";

/** The answer to a task that was done. */
export type Done = Extract<Answer, { status: "done" }>;

/** A thread with a codec of its own: a session's run blocks the one that it runs in. One task at a time. */
export class EvaluationWorker implements Disposable {
  readonly #worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });

  /** Sends a unit's messages. An error there is thrown here. */
  measure(task: Task): Promise<Done> {
    return new Promise((resolve, reject) => {
      this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => {
        if (data.status === "failed") reject(createError(data));
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

/** Makes an error what it was before it went from thread to thread. */
function createError({ error, exitCode }: Extract<Answer, { status: "failed" }>): Error {
  if (exitCode === null) return new RunError(`A worker of the evaluation failed: ${error}`);
  const type = [UsageError, RefusedError, RunError].find((type) => new type("").exitCode === exitCode);
  return type === undefined ? new SemcomError(error, exitCode) : new type(error);
}
