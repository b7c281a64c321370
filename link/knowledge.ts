import type { Background, Codec, Knowledge } from "../codec/codec.ts";
import { RefusedError } from "../errors.ts";
import { readText } from "../text/read_text.ts";
import { type LinkSettings, NO_KNOWLEDGE } from "./fields.ts";

/** The settings of a link that name texts. */
const SETTINGS = ["knowledge", "txKnowledge", "rxKnowledge"] as const;

/** More is no text that a model could read before a message. */
const MAX_BYTES = 2 ** 22;

/** What the models at the two ends have read before a message; nothing but the codec's prompt where it is undefined. */
export interface Ends {
  readonly transmitter?: Knowledge | undefined;
  readonly receiver?: Knowledge | undefined;
}

/** A text that ends of a link have read. */
export interface KnowledgeText {
  /** Its lines that are not blank: the model reads each as a message. */
  readonly lines: readonly string[];
  readonly sha256: string;
}

/** Texts that ends of links have read, by their paths. */
export type KnowledgeTexts = ReadonlyMap<string, KnowledgeText>;

/**
 * Reads the texts that settings name.
 * @throws {RefusedError} for one that is missing, empty, too long or not UTF-8.
 */
export async function readKnowledge(settings: readonly LinkSettings[]): Promise<KnowledgeTexts> {
  const paths = new Set(settings.flatMap((one) => SETTINGS.map((key) => one[key] ?? NO_KNOWLEDGE)));
  const texts = new Map<string, KnowledgeText>();
  for (const path of paths) if (path !== NO_KNOWLEDGE) texts.set(path, await readOne(path));
  return texts;
}

async function readOne(path: string): Promise<KnowledgeText> {
  const { text, sha256 } = await readText(path, undefined, MAX_BYTES, "save it as UTF-8");
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  if (lines.length === 0) throw new RefusedError(`Cannot use the knowledge ${path}: it is empty`);
  return { lines, sha256 };
}

/** What codecs have read, by the texts that it was: once for all links of a codec, and all messages. */
const READ = new WeakMap<Codec, Map<string, Promise<Background>>>();

/**
 * Has a codec read what each end of a link has read before all messages: what both have, and then what it alone has.
 * @param texts Those that the settings name.
 * @throws {RefusedError} for a text that is too long for the model.
 */
export async function openKnowledge(codec: Codec, settings: LinkSettings, texts: KnowledgeTexts): Promise<Ends> {
  if (texts.size === 0) return {};
  const read = READ.get(codec) ?? new Map<string, Promise<Background>>();
  READ.set(codec, read);
  const readAfter = async (paths: readonly string[]): Promise<Background> => {
    const key = JSON.stringify(paths.map((path) => texts.get(path)!.sha256));
    return await read.getOrInsertComputed(key, async () => {
      const before = paths.slice(0, -1);
      const lines = paths.length === 0 ? [] : texts.get(paths.at(-1)!)!.lines;
      const after = before.length === 0 ? undefined : await readAfter(before);
      try {
        return await codec.read!(lines, { after, isWhole: true });
      } catch (error) {
        read.delete(key);
        if (error instanceof RefusedError) {
          throw new RefusedError(`Cannot use the knowledge ${paths.at(-1)}: ${error.message}`);
        }
        throw error;
      }
    });
  };
  const given = (path: string | undefined) => path === undefined || path === NO_KNOWLEDGE ? [] : [path];
  const both = given(settings.knowledge);
  const readBy = async (alone: string | undefined): Promise<Knowledge> => ({
    shared: await readAfter(both),
    own: await readAfter([...both, ...given(alone)]),
  });
  return { transmitter: await readBy(settings.txKnowledge), receiver: await readBy(settings.rxKnowledge) };
}
