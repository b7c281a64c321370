import { isRecord } from "../../runtime/json.ts";
import { Facts } from "./facts.ts";
import { SourceFile } from "./source_file.ts";

/** Settings and indices are short; tokenizer.json has the vocabulary. */
const MAX_JSON_BYTES = 2 ** 26;

/** A file that holds a JSON object. It is closed; it still says what is wrong with it. */
export interface JsonFile {
  readonly value: Readonly<Record<string, unknown>>;
  readonly facts: Facts;
  readonly file: SourceFile;
}

/** Facts that an object of a file states. */
export function factsOf(value: Readonly<Record<string, unknown>>, file: SourceFile): Facts {
  return new Facts((key) => Object.hasOwn(value, key) ? value[key] : undefined, (why) => file.refused(why));
}

/**
 * Reads a JSON object.
 * @throws {RefusedError} if there is no such file, or it holds none.
 */
export function readJson(folder: string, name: string): JsonFile {
  const { text, file } = readText(folder, name);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw file.refused(`it is no JSON: ${(error as Error).message}`);
  }
  if (!isRecord(value)) throw file.refused("it is no JSON object");
  return { value, facts: factsOf(value, file), file };
}

/** The text of a file, which is closed again; it still says what is wrong with it. */
export function readText(folder: string, name: string): { text: string; file: SourceFile } {
  using file = SourceFile.open(`${folder}/${name}`);
  if (file.size > MAX_JSON_BYTES) throw file.refused(`it has ${file.size} bytes, and may have ${MAX_JSON_BYTES}`);
  return { text: new TextDecoder().decode(file.read(0, file.size)), file };
}
