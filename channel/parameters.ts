import { UsageError } from "../errors.ts";
import { nearest, unknownName } from "../text/suggest.ts";

/** A parameter that is a number. */
export interface NumberParameter {
  readonly name: string;
  /** One line: what it is, and its unit. */
  readonly description: string;
  /** Its value when it is not given. Without a default it may be left out, which its description explains. */
  readonly default?: number;
  readonly min: number;
  readonly max: number;
  /** True where it must be a whole number. */
  readonly whole?: boolean;
  /** Another parameter whose place it takes: only one of the two may be given. */
  readonly insteadOf?: string;
}

/** A parameter that is one of some words. */
export interface WordParameter {
  readonly name: string;
  /** One line: what it is. */
  readonly description: string;
  /** As that of a number. */
  readonly default?: string;
  readonly values: readonly string[];
}

/** A parameter of a channel or of a channel code, as `name=value` in its spec. */
export type ChannelParameter = NumberParameter | WordParameter;

/** The legal values of a parameter in words: "a number from 0 to 1". */
export function describeValues(parameter: ChannelParameter): string {
  if ("values" in parameter) return parameter.values.join(" or ");
  return `a ${parameter.whole ? "whole " : ""}number from ${parameter.min} to ${parameter.max}`;
}

/**
 * The parameters of one channel: every given value checked, every other one the default.
 *
 * @example
 * ```ts
 * import { ChannelParameters } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * const family = { name: "rician", parameters: [{ name: "k", description: "the factor", default: 3, min: 0, max: 1e4 }] };
 * const parameters = new ChannelParameters(family, [["k", "10"]]);
 * assert.equal(parameters.number("k"), 10);
 * assert.equal(parameters.spec, "rician:k=10");
 * ```
 */
export class ChannelParameters {
  /** The full spec: the family's name and every parameter that has a value, in the family's order. */
  readonly spec: string;
  /** The same without what has its default. */
  readonly shortSpec: string;
  readonly #values = new Map<string, number | string>();

  /**
   * @param family The name of the family, and what parameters it has.
   * @param given Names and values as they were written.
   * @param noun What has parameters, for errors.
   * @throws {UsageError} for a parameter that is unknown, given twice or out of range.
   */
  constructor(
    family: { readonly name: string; readonly parameters: readonly ChannelParameter[] },
    given: readonly (readonly [name: string, value: string])[],
    noun = "channel",
  ) {
    const { name, parameters } = family;
    for (const [key, value] of given) {
      const parameter = parameters.find((one) => one.name === key);
      if (parameter === undefined) throw unknownParameter(name, key, parameters);
      if (this.#values.has(key)) throw new UsageError(`The ${noun} ${name} is given ${key} twice`);
      this.#values.set(key, valueOf(name, parameter, value));
    }
    const replaced = new Set<string>();
    for (const parameter of parameters) {
      if (!("insteadOf" in parameter) || parameter.insteadOf === undefined || !this.has(parameter.name)) continue;
      if (this.has(parameter.insteadOf)) {
        throw new UsageError(
          `The ${noun} ${name} is given ${parameter.insteadOf} and ${parameter.name}, and either decides: leave one out`,
        );
      }
      replaced.add(parameter.insteadOf);
    }
    for (const parameter of parameters) {
      if (parameter.default === undefined || this.has(parameter.name) || replaced.has(parameter.name)) continue;
      this.#values.set(parameter.name, parameter.default);
    }
    const write = (some: readonly ChannelParameter[]) => {
      const written = some.map((one) => `${one.name}=${this.#values.get(one.name)}`);
      return written.length > 0 ? `${name}:${written.join(",")}` : name;
    };
    this.spec = write(parameters.filter((one) => this.has(one.name)));
    this.shortSpec = write(
      parameters.filter((one) => this.has(one.name) && this.#values.get(one.name) !== one.default),
    );
  }

  /** True where a parameter has a value: it was given, or has a default whose place no other one takes. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The value of a number parameter. */
  number(name: string): number {
    const value = this.#values.get(name);
    if (typeof value === "number") return value;
    throw new TypeError(`The channel ${this.spec} has no number ${JSON.stringify(name)}`);
  }

  /** The value of a word parameter. */
  word(name: string): string {
    const value = this.#values.get(name);
    if (typeof value === "string") return value;
    throw new TypeError(`The channel ${this.spec} has no word ${JSON.stringify(name)}`);
  }
}

function valueOf(family: string, parameter: ChannelParameter, written: string): number | string {
  if ("values" in parameter) {
    if (parameter.values.includes(written)) return written;
    const near = nearest(written, parameter.values);
    throw createIllegalError(family, parameter, written, near === undefined ? "" : `: did you mean ${near}?`);
  }
  // Number() takes an empty text for 0, and hexadecimal numbers and Infinity.
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(written) ? Number(written) : NaN;
  const inRange = value >= parameter.min && value <= parameter.max;
  if (!inRange || parameter.whole && !Number.isInteger(value)) throw createIllegalError(family, parameter, written);
  return value;
}

function createIllegalError(family: string, parameter: ChannelParameter, written: string, hint = ""): UsageError {
  return new UsageError(
    `The ${parameter.name} of ${family} is ${JSON.stringify(written)}, and must be ${describeValues(parameter)}${hint}`,
  );
}

function unknownParameter(family: string, key: string, parameters: readonly ChannelParameter[]): UsageError {
  if (parameters.length > 0) return unknownName(`parameter of ${family}`, key, parameters.map(({ name }) => name));
  return new UsageError(`Unknown parameter of ${family} ${JSON.stringify(key)}: ${family} has no parameters`);
}

/**
 * Cuts a spec, `name` or `name:key=value,key=value`, into its name and its pairs; lower case.
 * @throws {UsageError} where it is none.
 */
export function splitSpec(spec: string, noun: string): { name: string; given: [string, string][] } {
  const [name, ...rest] = spec.toLowerCase().split(":");
  const given = rest.length === 0 ? [] : rest.join(":").split(",").map((part): [string, string] => {
    const [key, value, ...more] = part.split("=");
    if (value !== undefined && more.length === 0) return [key!, value];
    throw new UsageError(
      `Cannot read the ${noun} ${JSON.stringify(spec)} at ${JSON.stringify(part)}: write name:key=value,key=value`,
    );
  });
  return { name: name!, given };
}
