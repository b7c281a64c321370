import { type BerCurve, type BerSettings, type BitMedium, bitsPerUse } from "../../ber/ber.ts";
import { isUncoded } from "../../channel/coding/none.ts";
import { codeFamily } from "../../channel/coding/registry.ts";
import { interleaverNamed } from "../../channel/interleaver.ts";
import { modulationNamed } from "../../channel/modulation/registry.ts";
import { bitChannelFrom } from "../../channel/registry.ts";
import { UsageError } from "../../errors.ts";
import { checkValues, ratioOf, refuseIneffective, usualOf } from "../../link/check.ts";
import { fieldOf, type LinkSettings, USUAL } from "../../link/fields.ts";
import { requireCodeRate, resolveWaveform } from "../../link/resolve.ts";
import { linkSettingsOf } from "../shared/fields.ts";
import type { BerOptions } from "./flags.ts";

/** Information bits in a block where nothing is said. */
const USUAL_K = 128;

/** Completes the settings of a curve: each that was not said follows from those that were. */
export function createBerSettings(options: BerOptions): BerSettings {
  const settings = checkValues(linkSettingsOf({ ...options, snrDb: undefined }));
  const { errors, limit, codeRate } = options;
  const family = codeFamily(settings.channelCode ?? "none");
  const medium = createMedium(settings, options);
  if (options.n !== undefined && codeRate !== undefined) {
    throw new UsageError("Both --n and --code-rate are given, and either decides: leave one out");
  }
  requireCodeRate(family, codeRate);
  const perUse = bitsPerUse(medium);
  const fillUses = (bits: number) => Math.max(1, Math.round(bits / perUse)) * perUse;
  const k = options.k ?? (isUncoded(family) ? options.n ?? fillUses(USUAL_K) : USUAL_K);
  const n = options.n ??
    (codeRate !== undefined ? fillUses(k / codeRate) : isUncoded(family) ? k : fillUses(k / ratioOf(USUAL.codeRate)));
  const { rounds } = options;
  if (rounds > 1 && !(family.hasCrc || family.name.startsWith("ldpc"))) {
    throw new UsageError(
      `There are ${rounds} rounds, and ${family.name} has no check that asks for another: take ldpc, polar, or another code with crc=16`,
    );
  }
  return { family, k, n, medium, seed: settings.seed ?? Number(usualOf(fieldOf("seed"))), rounds, errors, limit };
}

function createMedium(settings: LinkSettings, { snrDb, ebn0 }: BerOptions): BitMedium {
  const channel = settings.channel === undefined ? undefined : bitChannelFrom(settings.channel);
  if (channel === undefined) {
    refuseIneffective(settings, "digital", "the bits are modulated");
    const modulation = modulationNamed(settings.modulation ?? USUAL.modulation);
    const waveform = resolveWaveform(settings);
    return {
      type: "waveform",
      ...waveform,
      modulation,
      interleaver: interleaverNamed(settings.interleaver, waveform.channel),
    };
  }
  const why = `the channel ${channel.name} carries bits as they are`;
  refuseIneffective(settings, "bits", why);
  if (snrDb === undefined && ebn0 === undefined) return { type: "bits", channel };
  throw new UsageError(`An SNR is given, and ${why}: leave --snr and --ebn0 out`);
}

/** The Es/N0 of every point in dB; a channel for bits has one point without. */
export function esN0Points(
  { snrDb, ebn0 }: BerOptions,
  { settings: { medium }, ebN0Offset }: BerCurve,
): readonly (number | undefined)[] {
  if (medium.type === "bits") return [undefined];
  if (snrDb !== undefined && ebn0 !== undefined) {
    throw new UsageError("Both --snr and --ebn0 are given, and one follows from the other: leave one out");
  }
  if (snrDb !== undefined) return snrDb;
  if (ebn0 !== undefined) return ebn0.map((db) => db - ebN0Offset);
  throw new UsageError("No point is given: say --snr 0:6:1 (Es/N0 in dB) or --ebn0 0:6:1 (Eb/N0 in dB)");
}
