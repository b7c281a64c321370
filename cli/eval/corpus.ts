import { RefusedError } from "../../errors.ts";
import { type Corpus, createCorpus } from "../../evaluation/plan/corpus.ts";
import { splitWords } from "../../text/words.ts";
import type { Message } from "../../link/link.ts";
import { lineGroups, MAX_LINE_BYTES } from "../shared/lines.ts";
import { openText } from "../../text/open_text.ts";
import { Repairs } from "../shared/repairs.ts";
import { note } from "../shared/terminal.ts";

/** Lines that are read together. */
const GROUP = 256;

/** A stream of bytes, with its name in an error. */
export interface Source {
  readonly name: string;
  readonly stream: ReadableStream<Uint8Array>;
  /** The name of the encoding that it was in; UTF-8 if nothing is said. */
  readonly encoding?: string | undefined;
}

/**
 * Opens all files before any is read.
 * @throws {RefusedError} naming the first that cannot be opened.
 */
export async function openFiles(paths: readonly string[], encoding?: string): Promise<Source[]> {
  const sources: Source[] = [];
  for (const name of paths) {
    try {
      if ((await Deno.stat(name)).isDirectory) throw new Error("it is a folder");
      sources.push({ name, stream: openText((await Deno.open(name)).readable, name, encoding), encoding });
    } catch (error) {
      await close(sources);
      throw new RefusedError(`Cannot read ${name}: ${(error as Error).message}`);
    }
  }
  return sources;
}

/**
 * Reads at most `limit` messages, every line that has a word, and closes the sources. A message's index is its number
 * among all lines of all files, from 1.
 * @throws {RefusedError} if one cannot be read or is too long, or if there is none.
 */
export async function readCorpus(sources: readonly Source[], limit: number): Promise<Corpus> {
  const messages: Message[] = [];
  try {
    let before = 0;
    for (const source of sources) before += await readSource(source, before, messages, limit);
  } finally {
    await close(sources);
  }
  if (messages.length === 0) {
    throw new RefusedError(
      `Cannot evaluate ${sources.map(({ name }) => name).join(", ")}: there is no line with a word`,
    );
  }
  return createCorpus(messages);
}

/** Appends a source's messages until there are `limit`. Returns how many lines it has, as far as it was read. */
async function readSource(
  { name, stream, encoding }: Source,
  before: number,
  messages: Message[],
  limit: number,
): Promise<number> {
  let lines = 0;
  const repairs = new Repairs();
  reading: for await (const group of readBytes(name, stream)) {
    for (const line of group) {
      const { number, text, tooLong } = line;
      if (messages.length >= limit) break reading;
      lines = number;
      if (tooLong !== undefined) {
        throw new RefusedError(
          `Cannot send line ${number} of ${name}: it has ${tooLong} bytes, and a message may have ${MAX_LINE_BYTES}: put line breaks in`,
        );
      }
      repairs.add(line);
      if (splitWords(text).length > 0) messages.push({ index: before + number, text });
    }
  }
  const warning = repairs.warning(name, encoding);
  if (warning !== undefined) note(warning);
  return lines;
}

async function close(sources: readonly Source[]): Promise<void> {
  for (const { stream } of sources) await stream.cancel().catch(() => {}); // one that was read to its end is closed
}

/** The lines of a stream, with its name in errors. */
async function* readBytes(name: string, stream: ReadableStream<Uint8Array>) {
  try {
    yield* lineGroups(stream, GROUP, name);
  } catch (error) {
    if (error instanceof RefusedError) throw error;
    throw new RefusedError(`Cannot read ${name}: ${(error as Error).message}`);
  }
}
