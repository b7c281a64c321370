import { metricsWith } from "../../fidelity/registry.ts";
import { TOKENIZER_NAMES } from "../../fidelity/tokenizers.ts";
import { typesOf } from "../../link/fields.ts";
import { isRecord, parseJson } from "../../runtime/json.ts";
import { unknownName } from "../../text/suggest.ts";
import { MAX_MESSAGES, MAX_REPEATS, MAX_UNIT } from "../plan/limits.ts";
import { type Header, Plan, RESULTS_SCHEMA } from "../plan/plan.ts";
import { shardFrom } from "../plan/shard.ts";
import { AXES, MAIN_AXES } from "../plan/sweep.ts";

/** Levels of objects and lists in a header: itself, its settings, the values of one. */
const LEVELS = 3;

/**
 * Reads the first line of a file of results, of which nothing is believed: afterwards every field is what its type says,
 * and there is none besides.
 * @throws {Error} that says what is wrong with the file, for the end of a sentence.
 */
export function parseHeader(line: string): Header {
  let header: unknown;
  try {
    header = parseJson(line, LEVELS);
  } catch (error) {
    throw new Error(
      `it is no file of results: ${
        error instanceof SyntaxError ? "line 1 is no JSON object" : `line 1: ${(error as Error).message}`
      }`,
    );
  }
  if (!isRecord(header) || header.kind !== "semcom eval") {
    throw new Error('it is no file of results: kind in line 1 is not "semcom eval"');
  }
  if (header.schema !== RESULTS_SCHEMA) {
    throw new Error(
      `its schema is ${
        JSON.stringify(header.schema)?.slice(0, 40)
      }, and this version of semcom reads ${RESULTS_SCHEMA}: run its evaluation again`,
    );
  }
  const wrong = wrongFieldOf(header);
  if (wrong !== undefined) throw new Error(`line 1 lacks its settings or its data: ${wrong} is not what belongs there`);
  const read = header as unknown as Header;
  try {
    checkNames(read);
  } catch (error) {
    throw new Error(`line 1: ${(error as Error).message}`);
  }
  return read;
}

/** Throws for a name of a metric or a channel that is not known, and for too many points. */
function checkNames(header: Header): void {
  const { metrics, headline } = header.settings;
  const names = metricsWith(metrics).map(({ name }) => name);
  if (!names.includes(headline)) throw unknownName("headline metric", headline, names);
  new Plan(header);
}

/** A test that a value must pass. */
type Test = (value: unknown) => boolean;

const isText: Test = (value) => typeof value === "string";
const isCount = (max: number): Test => (value) =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= max;

const isTexts: Test = (value) => isRecord(value) && Object.values(value).every(isText);

/** All fields of a header with their tests. One that fails for undefined must be there. */
const FIELDS: Readonly<Record<string, Test>> = {
  schema: () => true,
  kind: () => true,
  version: isText,
  settings: isRecord,
  defaults: isRecord,
  codecs: isTexts,
  knowledge: optional(isTexts),
  data: isRecord,
  shard: optional((value) => typeof value === "string" && passes(() => shardFrom(value))),
};

const DATA_FIELDS: Readonly<Record<string, Test>> = {
  sha256: isText,
  messages: isCount(MAX_MESSAGES),
  unit: isCount(MAX_UNIT),
};

const SETTINGS_FIELDS: Readonly<Record<string, Test>> = {
  ...Object.fromEntries(AXES.map((field) => {
    const isList = (value: unknown) => isListOf(typesOf(field), value) && value.length > 0;
    return [field.json, MAIN_AXES.includes(field.json) ? isList : optional(isList)];
  })),
  repeat: isCount(MAX_REPEATS),
  until_ci: optional((value) => Number.isFinite(value) && (value as number) > 0),
  headline: isText,
  metrics: (value) => isListOf(["string"], value),
  tokenize: (value) => (TOKENIZER_NAMES as readonly unknown[]).includes(value),
  effective_order: (value) => typeof value === "boolean",
};

const DEFAULTS_FIELDS: Readonly<Record<string, Test>> = Object.fromEntries(AXES.map((field) => [
  field.json,
  optional((value) => Array.isArray(value) && isListOf(typesOf(field), value.filter((each) => each !== null))),
]));

/** The first field that is not what it must be; undefined where all are. */
function wrongFieldOf(header: Record<string, unknown>): string | undefined {
  const wrong = wrongOf(header, FIELDS, "");
  if (wrong !== undefined) return wrong;
  const { settings, defaults, data } = header as unknown as Header;
  return wrongOf(settings, SETTINGS_FIELDS, "settings.") ?? wrongOf(defaults, DEFAULTS_FIELDS, "defaults.") ??
    wrongOf(data, DATA_FIELDS, "data.");
}

function wrongOf(value: object, fields: Readonly<Record<string, Test>>, path: string): string | undefined {
  const unknown = Object.keys(value).find((key) => !Object.hasOwn(fields, key));
  if (unknown !== undefined) return `${path}${unknown.slice(0, 40)}`;
  const wrong = Object.entries(fields).find(([key, test]) => !test((value as Record<string, unknown>)[key]));
  return wrong && `${path}${wrong[0]}`;
}

function optional(test: Test): Test {
  return (value) => value === undefined || test(value);
}

function isListOf(types: readonly ("string" | "number")[], value: unknown): value is unknown[] {
  return Array.isArray(value) && value.every((each) => types.some((type) => typeof each === type));
}

function passes(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}
