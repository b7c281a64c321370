/** Meaning of a process exit code to a script that calls `semcom`. */
export const EXIT = { done: 0, gateMissed: 1, usage: 2, refused: 3, failed: 4 } as const;

/**
 * An error that a user can act on. Its message is one line: what was tried, what was wrong, what to do.
 * `exitCode` is what the command line ends with when nothing catches it.
 *
 * @example
 * ```ts
 * import { channelFrom, EXIT, UsageError } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * assert.throws(
 *   () => channelFrom("rayliegh"),
 *   (error) => error instanceof UsageError && error.exitCode === EXIT.usage && /did you mean rayleigh/.test(error.message),
 * );
 * ```
 */
export class SemcomError extends Error {
  constructor(message: string, readonly exitCode: number) {
    super(message);
    this.name = new.target.name;
  }
}

/** The caller asked for something that does not exist or is out of range (exit code 2). */
export class UsageError extends SemcomError {
  constructor(message: string) {
    super(message, EXIT.usage);
  }
}

/** A codec folder or a data file is missing, damaged or not to be trusted (exit code 3). */
export class RefusedError extends SemcomError {
  constructor(message: string) {
    super(message, EXIT.refused);
  }
}

/** Something failed while running (exit code 4). */
export class RunError extends SemcomError {
  constructor(message: string) {
    super(message, EXIT.failed);
  }
}
