import { RefusedError, UsageError } from "../../errors.ts";
import { type FieldName, FIELDS } from "../../link/fields.ts";
import { isRecord, parseJson } from "../../runtime/json.ts";
import { unknownName } from "../../text/suggest.ts";
import type { Sweep } from "../plan/sweep.ts";
import type { Peer } from "../statistics/summary.ts";
import { peerFrom } from "./peer.ts";
import standard from "./standard.json" with { type: "json" };

/** Systems that are to be compared on one page, over the same messages. */
export interface Suite {
  readonly title: string;
  /** Settings of all systems, unless one says otherwise. */
  readonly axes: Sweep;
  readonly systems: readonly System[];
  /** Curves that were measured elsewhere and stand beside the systems. */
  readonly peers?: readonly Peer[];
  /** The messages where no text is given; none where there must be one. */
  readonly messages: readonly string[];
}

/** One system of a suite: an evaluation. */
export interface System {
  /** As the page names it: "spinal". */
  readonly name: string;
  readonly sweep: Sweep;
  /** Whether the bound of its language model is drawn. */
  readonly bound: boolean;
}

/** The suites that are bundled, by their names. */
const SUITES: Readonly<Record<string, unknown>> = { standard };

/** A file of a suite has no more bytes than this. */
const MAX_BYTES = 2 ** 24;

/** Levels of objects and lists in a suite. */
const LEVELS = 5;

/**
 * Reads a suite: a bundled one by its name, or one of the user's own from a file of JSON in the form of standard.json.
 *
 * @example
 * ```ts
 * import { readSuite } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * const { systems, messages } = await readSuite("standard");
 * assert.deepEqual([systems.length, messages.length], [5, 32]);
 * ```
 * @throws {UsageError} for a name that there is not.
 * @throws {RefusedError} for a file that cannot be read, or is not a suite.
 */
export async function readSuite(name: string): Promise<Suite> {
  if (Object.hasOwn(SUITES, name)) return suiteFrom(SUITES[name], name);
  if (!name.endsWith(".json")) throw unknownName("suite", name, [...Object.keys(SUITES), "FILE.json"]);
  let value: unknown;
  try {
    if ((await Deno.stat(name)).size > MAX_BYTES) throw new Error(`it has more than ${MAX_BYTES} bytes`);
    value = parseJson(await Deno.readTextFile(name), LEVELS);
  } catch (error) {
    throw new RefusedError(`Cannot read the suite ${name}: ${(error as Error).message}`);
  }
  return suiteFrom(value, name);
}

/** Checks what a file holds; whether its settings go together is found where they are resolved. */
function suiteFrom(value: unknown, file: string): Suite {
  const refuse = (what: string) => new RefusedError(`Cannot use the suite ${file}: ${what}`);
  if (!isRecord(value)) throw refuse("it is not an object");
  const { title, axes = {}, systems, peers = [], messages = [] } = value;
  if (typeof title !== "string" || title === "") throw refuse("it has no title");
  if (!Array.isArray(systems) || systems.length === 0) throw refuse("it has no list of systems");
  if (!Array.isArray(peers)) throw refuse("its peers are not a list");
  if (!Array.isArray(messages) || !messages.every((text) => typeof text === "string")) {
    throw refuse("its messages are not a list of texts");
  }
  const sweepFrom = (value: unknown, of: string): Sweep => {
    if (!isRecord(value)) throw refuse(`${of} has no sweep`);
    for (const [name, values] of Object.entries(value)) {
      if (!FIELDS.some(({ json }) => json === name)) {
        throw refuse(unknownName(`setting of ${of}`, name, FIELDS.map(({ json }) => json)).message);
      }
      const isList = Array.isArray(values) && values.length > 0 &&
        values.every((one) => typeof one === "string" || typeof one === "number");
      if (!isList) throw refuse(`${name} of ${of} is not a list of numbers or names`);
    }
    return value as Sweep;
  };
  const all = systems.map((system, i): System => {
    if (!isRecord(system) || typeof system.name !== "string" || system.name === "") {
      throw refuse(`system ${i + 1} has no name`);
    }
    const { name, bound = false } = system;
    if (typeof bound !== "boolean") throw refuse(`bound of ${name} is neither true nor false`);
    return { name, sweep: sweepFrom(system.sweep, name), bound };
  });
  const folders = all.map(folderOf);
  const twice = all.find((_, i) => folders.indexOf(folders[i]!) < i);
  if (twice !== undefined) throw refuse(`two systems have the name ${twice.name}, or one that differs in marks alone`);
  const beside = peers.map((peer, i) => peerFrom(peer, i + 1, refuse));
  const names = [...all, ...beside].map(({ name }) => name);
  const shared = beside.find(({ name }, i) => names.indexOf(name) < all.length + i);
  if (shared !== undefined) throw refuse(`the peer ${shared.name} has the name of another peer or of a system`);
  return {
    title,
    axes: sweepFrom(axes, "all systems"),
    systems: all,
    peers: beside,
    messages: messages as string[],
  };
}

/** The name of the folder of a system's own results and reports. */
export function folderOf({ name }: System): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "") || "system";
}

/** The settings that whoever runs a suite may say for all of its systems. */
export const SUITE_AXES: readonly FieldName[] = ["channel", "seed", "snr_db"];

/**
 * The systems of a suite with all their settings: their own, those of all, and in place of these what the user says.
 * @throws {UsageError} for a setting that its systems decide.
 */
export function systemsWith({ axes, systems }: Suite, given: Sweep): System[] {
  for (const { json, flag } of FIELDS) {
    if (given[json] === undefined || SUITE_AXES.includes(json)) continue;
    throw new UsageError(`The suite decides --${flag} of each of its systems: leave it out, or leave out --suite`);
  }
  return systems.map((system) => ({ ...system, sweep: { ...axes, ...system.sweep, ...given } }));
}
