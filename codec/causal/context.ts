import type { Cache } from "./cache.ts";

/**
 * Text that a model has read: a prompt, knowledge, messages before. It can be shared: what goes on from it leaves it as it
 * is.
 */
export class Context implements Disposable {
  /**
   * @param cache All tokens but the last.
   * @param last The last token, which is run with those that come next.
   */
  constructor(readonly cache: Cache, readonly last: number) {}

  /** The number of tokens that were read. */
  get length(): number {
    return this.cache.length + 1;
  }

  [Symbol.dispose](): void {
    this.cache[Symbol.dispose]();
  }
}
