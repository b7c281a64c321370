import { codeFamily } from "../channel/coding/registry.ts";
import { completeSpec } from "../channel/registry.ts";
import { UsageError } from "../errors.ts";
import { unknownName } from "../text/suggest.ts";
import type { Field, LinkType } from "./field.ts";
import { type FieldKey, fieldOf, FIELDS, type LinkField, type LinkSettings, USUAL_FAILURE } from "./fields.ts";

/**
 * Checks every setting by itself and writes it in its one form: names in lower case, channels as full specs.
 * @throws {UsageError} naming the first that is unknown or out of range.
 */
export function checkValues(given: LinkSettings): LinkSettings {
  const checked: Record<string, string | number> = {};
  for (const field of FIELDS) {
    const value = given[field.key];
    if (value !== undefined) checked[field.key] = checkValue(field, value);
  }
  return checked;
}

/**
 * Checks a value of a setting by itself and writes it in its one form.
 * @throws {UsageError} if it is unknown or out of range.
 */
export function checkValue({ title, kind }: Field, value: string | number): string | number {
  switch (kind.type) {
    case "number":
      return checkNumber(title, kind, Number(value));
    case "rate":
      return checkRate(title, { ...kind, whole: false }, value);
    case "whole or name":
      if (typeof value === "string" && kind.names.includes(value.toLowerCase())) return value.toLowerCase();
      if (Number.isNaN(Number(value)) || value === "") {
        throw unknownName(title, `${value}`, [...kind.names, "a number"]);
      }
      return checkNumber(title, { ...kind, whole: true }, Number(value));
    case "ratio":
      if (ratioOf(value) > 0 && ratioOf(value) <= 1) return ratioOf(value);
      throw new UsageError(`The ${title} is ${value}, and must be above 0 and at most 1`);
    case "name":
      return findName(title, String(value), kind.known());
    case "code":
      return codeFamily(String(value)).name;
    case "channel":
      return completeSpec(String(value));
    case "codec":
    case "text":
      return value;
  }
}

/** A rate in its one form: a number, "auto:0.1" or "8/word". */
function checkRate(
  title: string,
  range: { readonly min: number; readonly max: number; readonly whole: boolean; readonly unit: string },
  rate: string | number,
): string | number {
  if (typeof rate === "number") return checkNumber(title, range, rate);
  if (/^auto\b/i.test(rate)) return `auto:${failureOf(rate)}`;
  const ofWord = wordRateOf(rate);
  if (ofWord === undefined) return checkNumber(title, range, Number(rate));
  return `${checkNumber(title, { ...range, unit: "uses a word" }, ofWord)}/word`;
}

/** The uses a word of ordinary text of a rate such as "8/word"; undefined of another. */
export function wordRateOf(rate: string): number | undefined {
  const [, number] = /^\s*(\S+)\s*\/\s*word\s*$/i.exec(rate) ?? [];
  return number === undefined ? undefined : Number(number);
}

/**
 * The probability of failure of an automatic rate, as in "auto:0.1".
 * @throws {UsageError} if it is none.
 */
export function failureOf(rate: string): number {
  const [, given] = /^auto(?::(.*))?$/i.exec(rate) ?? [undefined, ""];
  const failure = given === undefined ? USUAL_FAILURE : Number(given || NaN);
  if (failure >= MIN_FAILURE && failure <= MAX_FAILURE) return failure;
  throw new UsageError(
    `The rate is ${rate}, and must be a number, auto, or auto:P with a probability P from ${MIN_FAILURE} to ${MAX_FAILURE}`,
  );
}

const [MIN_FAILURE, MAX_FAILURE] = [1e-6, 0.5];

/** The value of a ratio that may be written as a fraction; NaN where it is none. */
export function ratioOf(value: string | number): number {
  const [numerator, denominator = "1", ...rest] = `${value}`.split("/").map((part) => part.trim());
  return rest.length > 0 || numerator === "" || denominator === "" ? NaN : Number(numerator) / Number(denominator);
}

function checkNumber(
  title: string,
  { min, max, whole, unit }: { min: number; max: number; whole: boolean; unit: string },
  value: number,
): number {
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  const shown = unit === "" ? `${value}` : `${value} ${unit}`;
  const upTo = max === Number.MAX_SAFE_INTEGER ? "2^53 - 1" : max;
  throw new UsageError(`The ${title} is ${shown}, and must be ${whole ? "a whole number " : ""}from ${min} to ${upTo}`);
}

/** Finds a name, upper and lower case alike. */
function findName(title: string, name: string, known: readonly string[]): string {
  const found = known.find((one) => one === name.toLowerCase());
  if (found !== undefined) return found;
  throw unknownName(title, name, known);
}

/**
 * Refuses settings that have no effect with the others: of another kind of link, or without the setting that they need.
 * @param link The link that the settings make.
 * @param why The reason why it is that link, for the error: "the link is analog".
 * @throws {UsageError} naming the first.
 */
export function refuseIneffective(settings: LinkSettings, link: LinkType, why: string): void {
  for (const field of FIELDS as readonly (LinkField & Field)[]) {
    const value = settings[field.key];
    if (value === undefined) continue;
    const said = `The ${field.title} is ${value}${unitOf(field)}`;
    if (!field.links.includes(link)) throw new UsageError(`${said}, and ${why}: leave one out`);
    if (field.needs === null) continue;
    const other = fieldOf(field.needs.key as FieldKey);
    const current = `${settings[other.key] ?? usualOf(other)}`;
    if (field.needs.values.includes(current)) continue;
    throw new UsageError(
      `${said}, and the ${other.title} is ${current}: make it ${
        field.needs.values.join(" or ")
      }, or leave the ${field.title} out`,
    );
  }
}

/** The value of a setting that is always the same where nothing is said. */
export function usualOf({ key, usual }: LinkField): string | number {
  if (usual.type === "value") return usual.value;
  throw new TypeError(`The default of ${key} depends on other settings`);
}

function unitOf({ kind }: Field): string {
  return "unit" in kind && kind.unit !== "" ? ` ${kind.unit}` : "";
}

/**
 * Refuses two settings of which either decides.
 * @throws {UsageError} naming both.
 */
export function refuseBoth(settings: LinkSettings, keys: readonly FieldKey[]): void {
  const given = keys.filter((key) => settings[key] !== undefined);
  if (given.length < 2) return;
  const names = given.slice(0, 2).map((key) => `the ${fieldOf(key).title} (${settings[key]})`);
  throw new UsageError(`Both ${names.join(" and ")} are given, and either decides: leave one out`);
}
