import { UsageError } from "../../errors.ts";
import { unknownName } from "../../suggest.ts";
import type { CodeFamily } from "./code.ts";
import { convolutional } from "./convolutional.ts";
import { ldpc } from "./ldpc.ts";
import { none } from "./none.ts";
import { polar } from "./polar.ts";
import { repetition } from "./repetition.ts";

const families = new Map(
  [none, repetition, convolutional, polar, ldpc].map((family): [string, CodeFamily] => [family.name, family]),
);

/** Makes a family of codes known by its name, to the library and to the command line alike. */
export function registerCode(family: CodeFamily): void {
  const known = families.get(family.name);
  if (known !== undefined && known !== family) {
    throw new UsageError(`Register the channel code "${family.name}": another code has that name`);
  }
  families.set(family.name, family);
}

/** The family of that name; a UsageError lists the known ones and suggests the nearest. */
export function codeFamily(name: string): CodeFamily {
  const family = families.get(name);
  if (family !== undefined) return family;
  throw unknownName("channel code", name, families.keys());
}

/** Every known family: the built-in ones first, then those registered, in that order. */
export function codeFamilies(): CodeFamily[] {
  return [...families.values()];
}
