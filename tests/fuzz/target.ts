import assert from "node:assert/strict";
import process from "node:process";
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

/** What an input may take in milliseconds, both by the clock and of processor time: others may keep the machine busy. */
const MAX_MS = 10_000;

/** The longest sentence that an input is refused with. */
const MAX_MESSAGE = 1500;

/**
 * Gives a target an input.
 * @throws {Error} for a finding: another error than a refusal in one line, or an input that takes too long.
 */
export async function feed(target: Target, input: Uint8Array<ArrayBuffer>, deep = false): Promise<void> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  try {
    await target.read(input, deep);
  } catch (error) {
    assert.ok(error instanceof SemcomError, `${(error as Error).stack ?? error}`);
    assert.ok(error.message.length < MAX_MESSAGE, `a message of ${error.message.length} characters`);
  }
  const { user, system } = process.cpuUsage(before);
  const ms = Math.min(performance.now() - start, (user + system) / 1000);
  assert.ok(ms < MAX_MS, `it took ${Math.round(ms)} ms`);
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
