import { UsageError } from "../../errors.ts";
import { unknownName } from "../../text/suggest.ts";
import { ChannelParameters, splitSpec } from "../parameters.ts";
import type { CodeFamily } from "./code.ts";
import { convolutional } from "./convolutional.ts";
import { ldpc } from "./ldpc.ts";
import { none } from "./none.ts";
import { withOptions } from "./options.ts";
import { polar } from "./polar.ts";
import { repetition } from "./repetition.ts";
import { turbo } from "./turbo.ts";

const families = new Map(
  [none, repetition, ...[convolutional, turbo, polar, ldpc].map(withOptions)].map((
    family,
  ): [string, CodeFamily] => [family.name, family]),
);

/**
 * Makes a family of codes known by its name, to the library and to the command line alike.
 *
 * @example
 * ```ts
 * import { codeFamily, registerCode } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * registerCode({
 *   name: "parity",
 *   description: "a single parity check, not used in decoding",
 *   create: (k) => ({
 *     name: "parity",
 *     k,
 *     n: k + 1,
 *     encode: (information, coded) => {
 *       coded.set(information);
 *       coded[k] = information.reduce((sum, bit) => sum ^ bit, 0);
 *     },
 *     decode: (llr, soft) => {
 *       soft.set(llr.subarray(0, k));
 *       return true;
 *     },
 *   }),
 * });
 * const coded = new Uint8Array(4);
 * codeFamily("parity").create(3, 4).encode(Uint8Array.of(1, 1, 1), coded);
 * assert.equal(coded[3], 1);
 * ```
 */
export function registerCode(family: CodeFamily): void {
  const known = families.get(family.name);
  if (known !== undefined && known !== family) {
    throw new UsageError(`Register the channel code "${family.name}": another code has that name`);
  }
  if (!/^[a-z][a-z0-9-]*$/.test(family.name)) {
    throw new UsageError(`Register the channel code ${JSON.stringify(family.name)}: a name is of a-z, 0-9 and hyphens`);
  }
  families.set(family.name, family);
}

/**
 * The family that a spec names: `name` or `name:key=value,key=value`, upper and lower case alike; a UsageError lists the known
 * ones and suggests the nearest.
 *
 * @example
 * ```ts
 * import { codeFamily } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * const code = codeFamily("polar").create(64, 128);
 * const coded = new Uint8Array(128), soft = new Float32Array(64);
 * code.encode(new Uint8Array(64), coded);
 * assert.ok(code.decode(Float32Array.from(coded, (bit) => 4 - 8 * bit), soft));
 * assert.ok(soft.every((llr) => llr > 0));
 * assert.equal(codeFamily("polar:list=32").name, "polar:list=32");
 * ```
 */
export function codeFamily(spec: string): CodeFamily {
  const { name, given } = splitSpec(spec, "channel code");
  const family = families.get(name);
  if (family === undefined) throw unknownName("channel code", name, families.keys());
  const { parameters = [], configure } = family;
  const values = new ChannelParameters({ name, parameters }, given, "channel code");
  return configure === undefined || values.shortSpec === name
    ? family
    : { ...configure(values), name: values.shortSpec };
}

/**
 * Every known family: the built-in ones first, then those registered, in that order.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.ok(codeFamilies().some(({ name }) => name === "ldpc"));
 * ```
 */
export function codeFamilies(): CodeFamily[] {
  return [...families.values()];
}
