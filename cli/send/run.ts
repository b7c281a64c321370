import { RefusedError } from "../../errors.ts";
import { Link } from "../../link/link.ts";
import type { LinkSettings } from "../../link/settings.ts";
import { FurtherMetrics } from "./further_metrics.ts";
import { Interruption } from "../shared/interruption.ts";
import { type Line, lineGroups, MOST_LINE_BYTES } from "../shared/lines.ts";
import type { SendOptions } from "./flags.ts";
import { SendReport } from "./print.ts";
import { note } from "../shared/terminal.ts";

/** Messages that are sent together: enough to fill a batch, few enough to hold in memory. */
const GROUP = 64;

/** Runs `semcom send` and returns the exit code: that of the last message that could not be sent, else 0. */
export async function runSending(options: SendOptions): Promise<number> {
  using interruption = new Interruption();
  await using further = await FurtherMetrics.open(options.metrics ?? []);
  await using link = await Link.open(settingsOf(options));
  const report = new SendReport(link, options, further.names);
  const fromInput = options.texts.length === 0;
  if (fromInput && Deno.stdin.isTerminal()) note("Type a message and press Enter; end with Ctrl-D.\n");
  const groups = fromInput
    ? lineGroups(interruption.guard(Deno.stdin.readable), GROUP)
    : [argumentLines(options.texts)];
  for await (const lines of groups) {
    if (interruption.requested) break;
    const sendable = lines.filter((line) => line.tooLong === undefined);
    const outcomes = await link.send(sendable.map(({ number, text }) => ({ index: number, text })));
    let next = 0;
    for (const line of lines) {
      const outcome = line.tooLong === undefined ? outcomes[next++]! : { error: tooLong(line) };
      if ("error" in outcome) report.undelivered(line, outcome.error);
      else report.received(line, outcome, await further.of(outcome), fromInput);
    }
  }
  report.end();
  return interruption.exitCode ?? report.exitCode;
}

function settingsOf({ codec, channel, snr, seed, pilotPower, txSnr, ...rest }: SendOptions): LinkSettings {
  const optional = { ...rest, pilotPowerDb: pilotPower, txSnrDb: txSnr };
  const given = OPTIONAL.map((key) => [key, optional[key]]).filter(([, value]) => value !== undefined);
  return { codec, channel, snrDb: snr, seed, ...Object.fromEntries(given) };
}

const OPTIONAL = [
  "link",
  "rate",
  "budget",
  "threads",
  "channelCode",
  "codeRate",
  "modulation",
  "bits",
  "csi",
  "pilots",
  "pilotPowerDb",
  "estimate",
  "equaliser",
  "txSnrDb",
] as const;

function argumentLines(texts: readonly string[]): Line[] {
  return texts.map((text, i): Line => {
    const bytes = new TextEncoder().encode(text).length;
    const line = { number: i + 1, text, ending: "\n", repaired: !text.isWellFormed() } as const;
    return bytes > MOST_LINE_BYTES ? { ...line, text: "", tooLong: bytes } : line;
  });
}

function tooLong(line: Line): RefusedError {
  return new RefusedError(
    `it has ${line.tooLong} bytes, and a message may have ${MOST_LINE_BYTES}: put line breaks in`,
  );
}
