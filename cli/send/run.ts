import type { Scheme } from "../../codec/codec.ts";
import { codecNames, describeCodec, openCodec, schemeNamed } from "../../codec/open.ts";
import { RefusedError, SemcomError, UsageError } from "../../errors.ts";
import { Fidelity } from "../../fidelity/fidelity.ts";
import { fieldOf } from "../../link/fields.ts";
import { usualOf } from "../../link/check.ts";
import type { Conversation } from "../../link/conversation.ts";
import { readKnowledge } from "../../link/knowledge.ts";
import { Link, type Outcome } from "../../link/link.ts";
import { resolve } from "../../link/resolve.ts";
import { openText } from "../../text/open_text.ts";
import { bleuSettingsOf } from "../shared/fidelity_flags.ts";
import { linkSettingsOf } from "../shared/fields.ts";
import { Interruption } from "../shared/interruption.ts";
import { type Line, lineGroups, MAX_LINE_BYTES } from "../shared/lines.ts";
import { requireStandardOutput } from "../shared/standard_output.ts";
import { note } from "../shared/terminal.ts";
import { WaitingLine } from "../shared/waiting.ts";
import type { SendOptions } from "./flags.ts";
import { SendReport } from "./print.ts";
import { type Request, RequestReader, type Unsendable } from "./requests.ts";

/** Runs `semcom send` and returns the exit code: that of the last message that could not be sent, else 0. */
export async function runSending(given: SendOptions): Promise<number> {
  requireStandardOutput();
  const options = { ...given, json: given.json || given.jsonInput };
  const fromInput = options.texts.length === 0;
  if (options.jsonInput && !fromInput) {
    throw new UsageError(
      "Requests are read from standard input, and the messages are arguments: leave --json-input out",
    );
  }
  if (options.explain && options.json) {
    throw new UsageError("A message is explained in words or printed as JSON: leave --explain or --json out");
  }
  if (options.explainTo !== undefined && !/\.html?$/i.test(options.explainTo)) {
    throw new UsageError(`The page to explain to is ${options.explainTo}, and is of HTML: name it as in page.html`);
  }
  if (options.encoding !== undefined && !fromInput) {
    throw new UsageError(
      `The encoding is ${options.encoding}, and the messages are arguments, not read from standard input: leave one out`,
    );
  }
  const name = options.codec ?? `${usualOf(fieldOf("codec"))}`;
  const scheme = options.scheme === undefined ? undefined : schemeNamed(options.scheme);
  const description = await describeCodec(name, scheme);
  if (options.threads !== undefined && description.scheme === "separate") {
    throw new UsageError(
      `The number of threads is ${options.threads}, and the codec ${name} has no language model to run: leave it out`,
    );
  }
  resolve(linkSettingsOf(options), description); // a wrong flag is said before a model is read
  const texts = await readKnowledge([linkSettingsOf(options)]);
  const quick = await isQuick(options.texts, name, description.scheme);
  // Of one message there is nothing to sum up when a signal comes: it ends the program at once.
  using interruption = options.texts.length === 1 ? undefined : new Interruption({ watched: !quick });
  using waiting = new WaitingLine(!quick && !options.quiet && Deno.stderr.isTerminal());
  await using fidelity = await Fidelity.open(options.metrics ?? [], bleuSettingsOf(options));
  await using codec = await waiting.during(`opening ${name}`, () =>
    openCodec(name, {
      ...scheme !== undefined && { scheme },
      ...options.threads !== undefined && { threads: options.threads },
      brief: isShort(options.texts),
    }));
  const link = new Link(codec, linkSettingsOf(options), texts);
  const requests = new RequestReader(codec, linkSettingsOf(options), texts);
  const read = (line: Line): Request => options.jsonInput ? requests.read(line) : { line, index: line.number, link };
  const conversation = link.converse();
  const report = new SendReport(link, fidelity, options);
  if (fromInput && Deno.stdin.isTerminal()) note("Type a message and press Enter; end with Ctrl-D.\n");
  const input = openText(Deno.stdin.readable, undefined, options.encoding);
  const groups = fromInput
    ? lineGroups(interruption?.guard(input) ?? input, codec.traits.batch)
    : [argumentLines(options.texts)];
  for await (const lines of groups) {
    if (interruption?.requested) break;
    for (const group of groupByLink(lines.map((line) => readLine(line, read)))) {
      if ("error" in group) report.refused(group);
      else await sendGroup(group, conversation, report, fromInput, waiting);
    }
  }
  await report.explain();
  report.end(fromInput ? "standard input" : "the arguments");
  return interruption?.exitCode ?? report.exitCode;
}

/** Requests that follow each other and have one link. */
interface Group {
  readonly link: Link;
  readonly requests: readonly Request[];
}

function readLine(line: Line, read: (line: Line) => Request): Request | Unsendable {
  try {
    if (line.tooLong !== undefined) throw createTooLongError(line);
    return read(line);
  } catch (error) {
    if (error instanceof SemcomError) return { line, index: line.number, error };
    throw error;
  }
}

/** Puts together what may be sent together, in the same order. */
function groupByLink(lines: readonly (Request | Unsendable)[]): (Group | Unsendable)[] {
  const groups: ({ link: Link; requests: Request[] } | Unsendable)[] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    if ("error" in line) groups.push(line);
    else if (last !== undefined && "link" in last && last.link === line.link) last.requests.push(line);
    else groups.push({ link: line.link, requests: [line] });
  }
  return groups;
}

async function sendGroup(
  { link, requests }: Group,
  conversation: Conversation,
  report: SendReport,
  fromInput: boolean,
  waiting: WaitingLine,
): Promise<void> {
  const [first, last] = [requests[0]!.line.number, requests.at(-1)!.line.number];
  const [outcomes, uncarried] = await waiting.during(
    `sending ${first === last ? `message ${first}` : `messages ${first} to ${last}`}`,
    async () => {
      const outcomes = await link.send(requests.map(({ index, line: { text } }) => ({ index, text })), conversation);
      return [outcomes, await findUncarried(link, outcomes)];
    },
  );
  for (const [i, outcome] of outcomes.entries()) {
    const { line, index } = requests[i]!;
    if (outcome.status === "refused") report.refused({ line, index, error: outcome.error });
    else await report.received(link, line, outcome, { fromInput, isCarried: !uncarried.has(outcome) });
  }
}

/**
 * The messages that arrived as something else and that the codec could not carry without noise either. Where the
 * receiver says whether it has a message, it is asked no further.
 */
async function findUncarried(link: Link, outcomes: readonly Outcome[]): Promise<Set<Outcome>> {
  const wrong = outcomes.filter((outcome) => outcome.status === "received").filter((
    { text, reconstruction, delivered },
  ) => reconstruction !== text && delivered === null);
  if (wrong.length === 0) return new Set();
  const carried = await link.carries(wrong);
  return new Set(wrong.filter((_, i) => !carried[i]));
}

/** True where all is done in less than a second: a few words by a bundled codec that decodes them in a few passes. */
async function isQuick(texts: readonly string[], codec: string, scheme: Scheme): Promise<boolean> {
  return isShort(texts) && scheme === "learned" && (await codecNames()).includes(codec);
}

/** True of a few words that are given as arguments. */
function isShort(texts: readonly string[]): boolean {
  return texts.length > 0 && texts.reduce((sum, text) => sum + text.length, 0) <= MAX_SHORT;
}

const MAX_SHORT = 500;

function argumentLines(texts: readonly string[]): Line[] {
  return texts.map((text, i): Line => {
    const bytes = new TextEncoder().encode(text).length;
    const line = { number: i + 1, text, ending: "\n", repaired: !text.isWellFormed() } as const;
    return bytes > MAX_LINE_BYTES ? { ...line, text: "", tooLong: bytes } : line;
  });
}

function createTooLongError(line: Line): RefusedError {
  return new RefusedError(
    `it has ${line.tooLong} bytes, and a message may have ${MAX_LINE_BYTES}: put line breaks in`,
  );
}
