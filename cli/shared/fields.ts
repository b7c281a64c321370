import { group } from "@optique/core/constructs";
import type { Message } from "@optique/core/message";
import { optional } from "@optique/core/modifiers";
import { option } from "@optique/core/primitives";
import { float, string, type ValueParser } from "@optique/core/valueparser";
import type { Command, Field } from "../../link/field.ts";
import {
  type FieldKey,
  FIELDS,
  type FieldsOf,
  fieldsOf,
  joinNames,
  type LinkSettings,
  type ValueOf,
} from "../../link/fields.ts";
import { flagHelp } from "./help.ts";
import { channelList, nameList, ratioList } from "./list.ts";
import { numberList } from "./range.ts";
import { rateList, rateParser } from "./rate.ts";
import { ratioParser } from "./ratio.ts";
import { offered, type Suggest, suggestionsOf, suggestLists } from "./suggest.ts";
import { anyWhole } from "./whole.ts";

/** One value of each setting of a command, as its flags parse to; undefined where it is not given. */
export type FieldValues<C extends Command> = {
  readonly [F in FieldsOf<C> as F["key"]]: ValueOf<F> | undefined;
};

/** A list of values of each setting of a command, as its flags parse to; undefined where it is not given. */
export type FieldLists<C extends Command> = {
  readonly [F in FieldsOf<C> as F["key"]]: readonly ValueOf<F>[] | undefined;
};

/** What a command says of a setting where it is not what the table does. */
export type OwnWords = Partial<Record<FieldKey, { readonly help?: string; readonly usual?: string }>>;

/** Makes the flags of a command, each of one value, from the table of settings. */
export function fieldFlags<C extends Command>(command: C, own: OwnWords = {}) {
  return makeFlags(command, own, parseOne) as FlagsFor<FieldValues<C>>;
}

/** Makes the flags of a command, each a list of values, from the table of settings. */
export function fieldListFlags<C extends Command>(command: C) {
  return makeFlags(command, {}, parseList) as FlagsFor<FieldLists<C>>;
}

function makeFlags(command: Command, own: OwnWords, parse: (field: Field) => ValueParser<"sync", unknown>) {
  return Object.fromEntries(
    fieldsOf(command).map((field) => {
      const description = describe(field, own[field.key]);
      return [field.key, group(field.group, optional(option(`--${field.flag}`, parse(field), { description })))];
    }),
  );
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

function describe({ help, usual, needs }: Field, own: OwnWords[FieldKey] = {}): Message {
  const sentence = (own.help ?? help).replace(/\.$/, "");
  const needed = needs === null ? "" : `, with --${flagOf(needs.key)} ${joinNames(needs.values)}`;
  return flagHelp(`${sentence}${needed}.`, own.usual ?? (usual.type === "value" ? usual.value : usual.words));
}

function flagOf(key: string): string {
  return FIELDS.find((field) => field.key === key)!.flag;
}

function parseOne({ kind, metavar }: Field): ValueParser<"sync", string | number> {
  if (kind.type === "ratio") return ratioParser();
  if (kind.type === "rate") return rateParser();
  if (kind.type !== "number") return { ...string({ metavar: metavar as "NAME" }), ...offered(suggestionsOf(kind)) };
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
      return channelList(suggestionsOf(field.kind));
    default:
      return nameList(listed(suggestionsOf(field.kind)));
  }
}

function listed(one: Suggest | undefined): Suggest | undefined {
  return one === undefined ? undefined : suggestLists(one);
}
