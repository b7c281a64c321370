import { text } from "@optique/core/message";
import { optional } from "@optique/core/modifiers";
import { option } from "@optique/core/primitives";
import { float, string, type ValueParser } from "@optique/core/valueparser";
import type { Command, Field } from "../../link/field.ts";
import {
  type FieldKey,
  FIELDS,
  type FieldsOf,
  fieldsOf,
  type LinkField,
  type LinkSettings,
  type ValueOf,
} from "../../link/fields.ts";
import { channelList, nameList, ratioList } from "./list.ts";
import { numberList } from "./range.ts";
import { rateList, rateParser } from "./rate.ts";
import { ratioParser } from "./ratio.ts";
import { anyWhole } from "./whole.ts";

/** One value of each setting of a command, as its flags parse to; undefined where it is not given. */
export type FieldValues<C extends Command> = {
  readonly [F in FieldsOf<C> as F["key"]]: ValueOf<F> | undefined;
};

/** A list of values of each setting of a command, as its flags parse to; undefined where it is not given. */
export type FieldLists<C extends Command> = {
  readonly [F in FieldsOf<C> as F["key"]]: readonly ValueOf<F>[] | undefined;
};

/** Words in the help of a flag that differ from the table's. */
export type HelpWords = Partial<Record<FieldKey, string>>;

/** Makes the flags of a command, each of one value, from the table of settings. */
export function fieldFlags<C extends Command>(command: C, help: HelpWords = {}) {
  const flags = fieldsOf(command).map((field) => [
    field.key,
    optional(option(`--${field.flag}`, parseOne(field), { description: describe(field, help) })),
  ]);
  return Object.fromEntries(flags) as FlagsFor<FieldValues<C>>;
}

/** Makes the flags of a command, each a list of values, from the table of settings. */
export function fieldListFlags<C extends Command>(command: C, help: HelpWords = {}) {
  const flags = fieldsOf(command).map((field) => [
    field.key,
    optional(option(`--${field.flag}`, parseList(field), { description: describe(field, help) })),
  ]);
  return Object.fromEntries(flags) as FlagsFor<FieldLists<C>>;
}

/** Parsers of flags that give these values. */
type FlagsFor<Values> = {
  readonly [K in keyof Values]: ReturnType<typeof optional<"sync", Exclude<Values[K], undefined>, unknown>>;
};

/** The settings of a link among a command's options: those that were given. */
export function linkSettingsOf(
  options: { readonly [K in FieldKey]?: string | number | undefined },
): LinkSettings {
  return Object.fromEntries(FIELDS.flatMap(({ key }) => options[key] === undefined ? [] : [[key, options[key]]]));
}

function describe(field: LinkField, help: HelpWords) {
  const { usual } = field as Field;
  const words = usual.type === "value" ? `${usual.value}` : usual.words;
  return [text(help[field.key] ?? `${field.help.replace(/\.$/, "")} (default: ${words}).`)];
}

function parseOne({ kind, metavar }: Field): ValueParser<"sync", string | number> {
  if (kind.type === "ratio") return ratioParser();
  if (kind.type === "rate") return rateParser();
  if (kind.type !== "number") return string({ metavar: metavar as "NAME" });
  return kind.whole ? anyWhole({ ...kind, metavar: metavar as "N" }) : float({ metavar: metavar as "N" });
}

function parseList(field: Field): ValueParser<"sync", readonly (string | number)[]> {
  switch (field.kind.type) {
    case "number":
      return numberList();
    case "rate":
      return rateList();
    case "ratio":
      return ratioList();
    case "channel":
    case "code":
      return channelList();
    default:
      return nameList();
  }
}
