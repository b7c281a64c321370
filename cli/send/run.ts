import type { Scheme } from "../../codec/codec.ts";
import { codecNames, describeCodec, openCodec, schemeNamed } from "../../codec/open.ts";
import { RefusedError } from "../../errors.ts";
import { Fidelity } from "../../fidelity/fidelity.ts";
import { fieldOf } from "../../link/fields.ts";
import { usualOf } from "../../link/check.ts";
import { Link } from "../../link/link.ts";
import { resolve } from "../../link/resolve.ts";
import { openText } from "../../text/open_text.ts";
import { linkSettingsOf } from "../shared/fields.ts";
import { Interruption } from "../shared/interruption.ts";
import { type Line, lineGroups, MAX_LINE_BYTES } from "../shared/lines.ts";
import { requireStandardOutput } from "../shared/standard_output.ts";
import { note } from "../shared/terminal.ts";
import type { SendOptions } from "./flags.ts";
import { SendReport } from "./print.ts";

/** Runs `semcom send` and returns the exit code: that of the last message that could not be sent, else 0. */
export async function runSending(options: SendOptions): Promise<number> {
  requireStandardOutput();
  const name = options.codec ?? `${usualOf(fieldOf("codec"))}`;
  const scheme = options.scheme === undefined ? undefined : schemeNamed(options.scheme);
  const description = await describeCodec(name, scheme);
  resolve(linkSettingsOf(options), description); // a wrong flag is said before a model is read
  using interruption = new Interruption({ watched: !await isQuick(options.texts, name, description.scheme) });
  await using fidelity = await Fidelity.open(options.metrics ?? []);
  await using codec = await openCodec(name, {
    ...scheme !== undefined && { scheme },
    ...options.threads !== undefined && { threads: options.threads },
  });
  const link = new Link(codec, linkSettingsOf(options));
  const report = new SendReport(link, fidelity, options);
  const fromInput = options.texts.length === 0;
  if (fromInput && Deno.stdin.isTerminal()) note("Type a message and press Enter; end with Ctrl-D.\n");
  const groups = fromInput
    ? lineGroups(interruption.guard(openText(Deno.stdin.readable)), codec.traits.batch)
    : [argumentLines(options.texts)];
  for await (const lines of groups) {
    if (interruption.requested) break;
    const sendable = lines.filter((line) => line.tooLong === undefined);
    const outcomes = await link.send(sendable.map(({ number, text }) => ({ index: number, text })));
    let next = 0;
    for (const line of lines) {
      const outcome = line.tooLong === undefined
        ? outcomes[next++]!
        : { status: "refused", error: createTooLongError(line) } as const;
      if (outcome.status === "refused") report.refused(line, outcome.error);
      else await report.received(line, outcome, fromInput);
    }
  }
  report.end(fromInput ? "standard input" : "the arguments");
  return interruption.exitCode ?? report.exitCode;
}

/** True where all is done in less than a second: a few words by a bundled codec that decodes them in a few passes. */
async function isQuick(texts: readonly string[], codec: string, scheme: Scheme): Promise<boolean> {
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  return texts.length > 0 && characters <= QUICK_CHARACTERS && scheme === "learned" &&
    (await codecNames()).includes(codec);
}

const QUICK_CHARACTERS = 500;

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
