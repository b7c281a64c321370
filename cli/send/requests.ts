import type { Codec } from "../../codec/codec.ts";
import { type SemcomError, UsageError } from "../../errors.ts";
import { type FieldKey, fieldsOf, type LinkSettings } from "../../link/fields.ts";
import type { KnowledgeTexts } from "../../link/knowledge.ts";
import { Link } from "../../link/link.ts";
import { isRecord } from "../../runtime/json.ts";
import type { Line } from "../shared/lines.ts";

/** A message to send, over the link that it asks for. */
export interface Request {
  /** As it was read, with the text to send. */
  readonly line: Line;
  /** The message's number, on which its noise depends. */
  readonly index: number;
  readonly link: Link;
}

/** A line that cannot be sent, and why not. */
export interface Unsendable {
  readonly line: Line;
  readonly index: number;
  readonly error: SemcomError;
}

/** Settings that a message cannot have for itself: one codec is open, what its ends have read is read once, and messages that are context belong together. */
const COMMON: readonly FieldKey[] = ["codec", "scheme", "context", "knowledge", "txKnowledge", "rxKnowledge"];

/** So many links are kept: each has the codes that it has made. */
const MAX_LINKS = 64;

/** Reads the objects of `--json-input`: a text, and settings that differ from those of the command line. */
export class RequestReader {
  readonly #links = new Map<string, Link>();

  /**
   * @param settings Those of the command line.
   * @param texts What they name as knowledge.
   */
  constructor(
    private readonly codec: Codec,
    private readonly settings: LinkSettings,
    private readonly texts: KnowledgeTexts,
  ) {}

  /**
   * Reads one line.
   * @throws {UsageError} if it is no object with a text, or has a setting that is unknown, out of range or without effect.
   */
  read(line: Line): Request {
    const { text, index = line.number, ...own } = parseObject(line.text);
    if (typeof text !== "string") {
      throw new UsageError('it has no text: a request is an object as {"text": "Meet me at noon."}');
    }
    if (!Number.isSafeInteger(index) || (index as number) < 1) {
      throw new UsageError(`its index is ${JSON.stringify(index)}, and must be a whole number from 1`);
    }
    const repaired = line.repaired || !text.isWellFormed();
    return { line: { ...line, text, repaired }, index: index as number, link: this.#link(settingsOf(own)) };
  }

  #link(own: LinkSettings): Link {
    const key = JSON.stringify(own);
    let link = this.#links.get(key);
    if (link === undefined) {
      link = new Link(this.codec, { ...this.settings, ...own }, this.texts);
      if (this.#links.size >= MAX_LINKS) this.#links.clear();
      this.#links.set(key, link);
    }
    return link;
  }
}

function parseObject(json: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // said below
  }
  if (isRecord(value)) return value;
  throw new UsageError('it is no JSON object: a request is one as {"text": "Meet me at noon.", "snr": 3}');
}

/** The settings of a request, by the names of their flags or by those that results have. */
function settingsOf(own: Record<string, unknown>): LinkSettings {
  const fields = fieldsOf("send");
  return Object.fromEntries(
    Object.entries(own).map(([name, value]) => {
      const field = fields.find(({ flag, json }) => name === flag || name === json);
      if (field === undefined) {
        throw new UsageError(`it has ${JSON.stringify(name)}, which is no setting: semcom send --help lists them`);
      }
      if (COMMON.includes(field.key)) {
        throw new UsageError(`it has a ${field.title}, which is the same for all messages: give --${field.flag}`);
      }
      if (typeof value !== "number" && typeof value !== "string") {
        throw new UsageError(`its ${field.title} is ${JSON.stringify(value)}, and must be a number or a string`);
      }
      return [field.key, value];
    }),
  );
}
