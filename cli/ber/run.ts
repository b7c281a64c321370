import { BerCurve, type BerRow } from "../../ber/ber.ts";
import deno from "../../deno.json" with { type: "json" };
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
  if (!options.json) print(berHeader(options.rounds > 1));
  const rows: BerRow[] = [];
  for (const esN0Db of points) {
    const row = await curve.measure(esN0Db, () => interruption.requested);
    rows.push(row);
    print(options.json ? asJson({ schema: 1, ...settingsJson(curve), ...row }) : berRow(row));
    if (interruption.requested) break;
  }
  if (options.out !== undefined) await report(curve, rows, options.out);
  return interruption.exitCode ?? EXIT.done;
}

/** Points of theory and bounds from the first to the last one measured. */
const PREDICTED = 60;

async function report(curve: BerCurve, rows: readonly BerRow[], folder: string): Promise<void> {
  const { writeBerReport } = await import("../../evaluation/report/ber_report.ts"); // its plotting library takes long to load
  const { family, k, n, medium } = curve.settings;
  const measured = rows.flatMap(({ es_n0_db }) => es_n0_db ?? []);
  const [first, last] = [Math.min(...measured), Math.max(...measured)];
  const steps = measured.length === 0 ? [] : Array.from({ length: PREDICTED + 1 }, (_, i) => i / PREDICTED);
  const modulation = medium.type === "bits" ? "" : `, ${medium.modulation.name}`;
  await writeBerReport({
    title: `${family.name} k=${k} n=${n}${modulation}`,
    channel: medium.channel.name,
    settings: Object.fromEntries(
      Object.entries({ ...settingsJson(curve), semcom: deno.version }).map(([name, value]) => [name, `${value}`]),
    ),
    rows,
    predictions: steps.map((step) => {
      const esN0Db = first + step * (last - first);
      return { es_n0_db: esN0Db, ...curve.predict(esN0Db) };
    }),
  }, folder);
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
