import assert from "node:assert/strict";
import type fc from "fast-check";
import { SemcomError } from "../../errors.ts";

/** A parser of what others wrote, and inputs for it. */
export interface Target {
  readonly name: string;
  /** Inputs, most of them good but in a place or two. */
  readonly inputs: fc.Arbitrary<Uint8Array<ArrayBuffer>>;
  /**
   * Reads an input. What is wrong with it must be a {@linkcode SemcomError}: anything else that is thrown is a finding.
   * @param deep Do also what takes long: `deno task fuzz` does.
   */
  readonly read: (input: Uint8Array<ArrayBuffer>, deep: boolean) => unknown;
}

/** What an input may take on a busy machine: milliseconds, and bytes of memory that the whole process then has. */
const [MAX_MS, MAX_MEMORY] = [10_000, 2 ** 31];

/** The longest sentence that an input is refused with. */
const MAX_MESSAGE = 1500;

/**
 * Gives a target an input.
 * @throws {Error} for a finding: another error than a refusal in one line, or an input that takes too long or too much.
 */
export async function feed(target: Target, input: Uint8Array<ArrayBuffer>, deep = false): Promise<void> {
  const start = performance.now();
  try {
    await target.read(input, deep);
  } catch (error) {
    assert.ok(error instanceof SemcomError, `${(error as Error).stack ?? error}`);
    assert.ok(error.message.length < MAX_MESSAGE, `a message of ${error.message.length} characters`);
  }
  const ms = performance.now() - start;
  assert.ok(ms < MAX_MS, `it took ${Math.round(ms)} ms`);
  const { rss } = Deno.memoryUsage();
  assert.ok(rss < MAX_MEMORY, `the process has ${Math.round(rss / 2 ** 20)} MiB of memory`);
}

const SEEDS = new URL("seeds/", import.meta.url);

/** Inputs that are always tried: what was found, and what is worth trying. */
export function seedsOf(target: Target): { readonly name: string; readonly input: Uint8Array<ArrayBuffer> }[] {
  const folder = new URL(`${target.name}/`, SEEDS);
  return [...Deno.readDirSync(folder)].map(({ name }) => ({ name, input: Deno.readFileSync(new URL(name, folder)) }));
}

/** Keeps an input as a seed of its target: from then on it is a test. */
export function keepSeed(target: string, name: string, input: Uint8Array): string {
  const folder = new URL(`${target}/`, SEEDS);
  Deno.mkdirSync(folder, { recursive: true });
  const file = new URL(name, folder);
  Deno.writeFileSync(file, input);
  return file.pathname;
}

const encoder = new TextEncoder();

export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text);

/** Bytes as text, which may be no UTF-8, as the program's own readers take it. */
export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
