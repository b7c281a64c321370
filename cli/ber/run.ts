import { BerCurve } from "../../ber/ber.ts";
import { EXIT } from "../../errors.ts";
import { settingsByName } from "../../link/fields.ts";
import { waveformSettings } from "../../link/resolve.ts";
import { describeImpairments, describeInterleaver, describeReceiver } from "../shared/describe_receiver.ts";
import { Interruption } from "../shared/interruption.ts";
import { requireStandardOutput } from "../shared/standard_output.ts";
import { asJson, note, print } from "../shared/terminal.ts";
import type { BerOptions } from "./flags.ts";
import { berHeader, berRow } from "./print.ts";
import { createBerSettings, esN0Points } from "./settings.ts";

/** Runs `semcom ber` and returns the exit code. */
export async function runBer(options: BerOptions): Promise<number> {
  requireStandardOutput();
  using interruption = new Interruption();
  const curve = new BerCurve(createBerSettings(options));
  const points = esN0Points(options, curve);
  points.forEach((point) => curve.check(point)); // before anything is printed
  if (!options.quiet) note(describe(curve, points));
  if (!options.json) print(berHeader());
  for (const esN0Db of points) {
    const row = await curve.measure(esN0Db, () => interruption.requested);
    print(options.json ? asJson({ schema: 1, ...settingsJson(curve), ...row }) : berRow(row));
    if (interruption.exitCode !== undefined) return interruption.exitCode;
  }
  return EXIT.done;
}

/** Describes the effective settings in two lines. */
function describe({ settings }: BerCurve, points: readonly (number | undefined)[]): string {
  const { family, k, n, medium, seed, errors, limit } = settings;
  const over = medium.type === "bits" ? medium.channel.name : [
    medium.modulation.name,
    ...describeInterleaver(medium.interleaver),
    medium.channel.name,
    ...describeReceiver(medium.receiver),
    ...describeImpairments(medium.impairments),
    `${points.map((dB) => dB!.toFixed(2)).join(" ")} dB Es/N0`,
  ].join(", ");
  return `${family.name} k=${k} n=${n} rate ${+(k / n).toFixed(4)}, ${over}\n` +
    `up to ${errors} block errors or ${limit} blocks a point, seed ${seed}\n`;
}

function settingsJson({ settings: { family, k, n, medium, seed } }: BerCurve) {
  return {
    channel_code: family.name,
    k,
    n,
    code_rate: k / n,
    ...medium.type === "waveform" && { modulation: medium.modulation.name, interleaver: medium.interleaver },
    channel: medium.channel.name,
    ...medium.type === "waveform" && settingsByName(waveformSettings(medium)),
    seed,
  };
}
