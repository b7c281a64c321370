import { text } from "@optique/core/message";
import type { Suggestion } from "@optique/core/parser";
import type { ChannelParameter } from "../../channel/parameters.ts";
import { codeFamilies } from "../../channel/coding/registry.ts";
import { channelFamilies } from "../../channel/registry.ts";
import { knownCodecs } from "../../codec/open.ts";
import type { Kind } from "../../link/field.ts";

/** What a shell offers for a word that begins so. */
export type Suggest = (prefix: string) => Iterable<Suggestion>;

/** The part of a value parser that offers. */
export function offered(suggest: Suggest | undefined): { suggest?: Suggest } {
  return suggest === undefined ? {} : { suggest };
}

/** Offers names. */
export function suggestNames(names: () => readonly string[]): Suggest {
  return (prefix) => names().filter((name) => name.startsWith(prefix)).map((name) => literal(name));
}

/** Offers the next of names between commas. */
export function suggestLists(one: Suggest): Suggest {
  return function* (prefix) {
    const start = prefix.lastIndexOf(",") + 1;
    for (const suggestion of one(prefix.slice(start))) {
      yield suggestion.kind === "literal"
        ? { ...suggestion, text: prefix.slice(0, start) + suggestion.text }
        : suggestion;
    }
  };
}

/** Offers a codec by name or by its folder. */
export const suggestCodecs: Suggest = function* (prefix) {
  yield* suggestNames(knownCodecs)(prefix);
  yield* suggestPaths("directory")(prefix);
};

/** Offers what lies on the disk. */
export function suggestPaths(type: "file" | "directory" | "any"): Suggest {
  return (pattern) => [{ kind: "file", type, pattern }];
}

/** What there is for a setting; nothing for numbers. */
export function suggestionsOf(kind: Kind): Suggest | undefined {
  switch (kind.type) {
    case "name":
      return suggestNames(kind.known);
    case "whole or name":
      return suggestNames(() => kind.names);
    case "channel":
      return suggestSpecs(channelFamilies);
    case "code":
      return suggestSpecs(codeFamilies);
    case "codec":
      return suggestCodecs;
    case "text":
      return suggestPaths("file");
    default:
      return undefined;
  }
}

/** Offers names of channels or of codes, and after a colon their parameters and what those may be. */
function suggestSpecs(
  families: () => readonly { readonly name: string; readonly parameters?: readonly ChannelParameter[] }[],
): Suggest {
  return (prefix) => {
    const start = startOfLast(prefix);
    const [name, said] = prefix.slice(start).split(":") as [string, string | undefined];
    const earlier = prefix.slice(0, start);
    if (said === undefined) {
      return families().filter((family) => family.name.startsWith(name)).map((family) =>
        literal(earlier + family.name)
      );
    }
    const { parameters = [] } = families().find((family) => family.name === name) ?? {};
    const given = said.split(",");
    const [key, value] = given.pop()!.split("=");
    const head = `${earlier}${name}:${given.map((one) => `${one},`).join("")}`;
    if (value === undefined) {
      return parameters
        .filter((one) => one.name.startsWith(key!) && !given.some((pair) => pair.startsWith(`${one.name}=`)))
        .map((one) => literal(`${head}${one.name}=`, one.description));
    }
    const parameter = parameters.find((one) => one.name === key);
    const values = parameter === undefined
      ? []
      : "values" in parameter
      ? parameter.values
      : parameter.default === undefined
      ? []
      : [`${parameter.default}`];
    return values.filter((one) => one.startsWith(value)).map((one) => literal(`${head}${key}=${one}`));
  };
}

/** Where the last of specs between commas begins: at the name before the last colon, if there is one. */
function startOfLast(prefix: string): number {
  const colon = prefix.lastIndexOf(":");
  return (colon < 0 ? prefix : prefix.slice(0, colon)).lastIndexOf(",") + 1;
}

function literal(word: string, description?: string): Suggestion {
  return { kind: "literal", text: word, ...description !== undefined && { description: [text(description)] } };
}
