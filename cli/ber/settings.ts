import { codeFamily } from "../../channel/coding/registry.ts";
import { modulation } from "../../channel/modulation/modulation.ts";
import { bitChannelFrom, channelFrom } from "../../channel/registry.ts";
import { UsageError } from "../../errors.ts";
import type { BerCurve, BerSettings } from "../../ber/ber.ts";

/** Information bits in a block where nothing is said. */
const USUAL_K = 128;

/** What `semcom ber`'s command line parses to. */
export interface BerOptions {
  readonly channelCode: string;
  readonly k: number | undefined;
  readonly n: number | undefined;
  readonly codeRate: number | undefined;
  readonly modulation: string | undefined;
  readonly channel: string;
  readonly snr: readonly number[] | undefined;
  readonly ebn0: readonly number[] | undefined;
  readonly errors: number;
  readonly limit: number;
  readonly seed: number;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** What to measure: what was not said follows from what was. */
export function settingsOf(options: BerOptions): BerSettings {
  const { seed, errors, limit, codeRate } = options;
  const family = codeFamily(options.channelCode);
  const carrier = carrierOf(options);
  const perUse = "bitsPerUse" in carrier ? carrier.bitsPerUse : carrier.modulation.bitsPerSymbol;
  if (options.n !== undefined && codeRate !== undefined) {
    throw new UsageError("Both --n and --code-rate are given, and either decides: leave one out");
  }
  const whole = (bits: number) => Math.max(1, Math.round(bits / perUse)) * perUse;
  const uncoded = family.name === "none";
  const k = options.k ?? (uncoded ? options.n ?? whole(USUAL_K) : USUAL_K);
  const n = options.n ?? (codeRate !== undefined ? whole(k / codeRate) : uncoded ? k : whole(2 * k));
  return { family, k, n, carrier, seed, errors, limit };
}

function carrierOf({ channel, modulation: name, snr, ebn0 }: BerOptions): BerSettings["carrier"] {
  const bits = bitChannelFrom(channel);
  if (bits === undefined) return { modulation: modulation(name ?? "qpsk"), channel: channelFrom(channel) };
  if (name === undefined && snr === undefined && ebn0 === undefined) return bits;
  throw new UsageError(
    `The channel ${bits.name} carries bits as they are, without a modulation or an SNR: leave --modulation, --snr and --ebn0 out`,
  );
}

/** The Es/N0 of every point in dB; a channel for bits has one point without. */
export function esN0Points(
  { snr, ebn0 }: BerOptions,
  { settings: { carrier }, ebN0Offset }: BerCurve,
): readonly (number | undefined)[] {
  if ("bitsPerUse" in carrier) return [undefined];
  if (snr !== undefined && ebn0 !== undefined) {
    throw new UsageError("Both --snr and --ebn0 are given, and one follows from the other: leave one out");
  }
  if (snr !== undefined) return snr;
  if (ebn0 !== undefined) return ebn0.map((db) => db - ebN0Offset);
  throw new UsageError("No point is given: say --snr 0:6:1 (Es/N0 in dB) or --ebn0 0:6:1 (Eb/N0 in dB)");
}
