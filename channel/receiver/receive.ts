import type { Channel } from "../channel.ts";
import { equalise } from "./equalisation.ts";
import { type Estimate, estimateGains } from "./estimate.ts";
import { pilotPositions } from "./pilots.ts";
import type { Random } from "../random.ts";
import { channelFamilies, channelFrom } from "../registry.ts";
import { UsageError } from "../../errors.ts";
import { type Csi, csiOf, ESTIMATORS, type Knowledge, type PilotSettings } from "./csi.ts";

/**
 * A channel as a receiver meets it that knows so much of its gains: again a channel, for analog and for digital links.
 *
 * Pilots are uses like others, which it adds to every message that is not empty, evenly spread. The stream of a message
 * gives the gains of all uses first, then the noise of those that carry data, then that of the pilots: on a channel of
 * one gain a message the data meet the same gain and the same noise whatever the receiver knows.
 * @throws {UsageError} if the channel has no gains to know or to undo, or none that pilots tell.
 */
export function knowing(channel: Channel, { csi, pilots, equaliser }: Knowledge): Channel {
  if (csi === "perfect" && equaliser === "zf") return channel;
  const { name, gains } = channel;
  if (gains === undefined || !csiOf(channel).includes(csi)) throw unknowable(name, csi);
  const estimator = pilots && pilotEstimator(channel, pilots);
  return {
    name,
    transmit(x, snr, random) {
      const uses = x.length / 2;
      if (uses === 0) return { y: new Float32Array(), snr: new Float32Array() };
      const all = uses + (pilots?.count ?? 0);
      const h = gains(all, random);
      const places = placesOf(all, pilots?.count ?? 0);
      const received = heard(x, h, places.data, snr, random);
      const estimate = csi === "perfect"
        ? { gains: h, errors: new Float64Array(uses) }
        : estimator?.(h, places, snr, random) ?? ones(uses);
      return equalise(received, estimate, 1 / snr, equaliser);
    },
  };
}

/** Where pilots and data are in a message. */
interface Places {
  readonly pilots: Int32Array;
  readonly data: Int32Array;
}

function placesOf(all: number, count: number): Places {
  const pilots = pilotPositions(all, count);
  const taken = new Set(pilots);
  return { pilots, data: Int32Array.from({ length: all }, (_, i) => i).filter((i) => !taken.has(i)) };
}

/** Sends pilots and estimates the data's gains from them. */
function pilotEstimator({ statistics }: Channel, { powerDb, estimate }: PilotSettings) {
  const amplitude = 10 ** (powerDb / 20);
  return (h: Float64Array, { pilots, data }: Places, snr: number, random: Random): Estimate => {
    const sent = new Float64Array(2 * pilots.length).map((_, i) => i % 2 === 0 ? amplitude : 0);
    const shown = heard(sent, h, pilots, snr, random).map((part) => part / amplitude);
    const known = { positions: pilots, statistics: statistics!, noise: 1 / (snr * amplitude ** 2) };
    return estimateGains(ESTIMATORS[estimate], known, shown, data);
  };
}

/** h x + n at these places, n of variance N0/2 per real dimension. */
function heard(
  x: Float32Array | Float64Array,
  h: Float64Array,
  places: Int32Array,
  snr: number,
  random: Random,
): Float64Array {
  const sigma = Math.sqrt(1 / (2 * snr));
  const received = new Float64Array(x.length);
  places.forEach((place, use) => {
    const [a, b] = [h[2 * place]!, h[2 * place + 1]!];
    const [real, imaginary] = [x[2 * use]!, x[2 * use + 1]!];
    received[2 * use] = a * real - b * imaginary + sigma * random.normal();
    received[2 * use + 1] = a * imaginary + b * real + sigma * random.normal();
  });
  return received;
}

function ones(uses: number): Estimate {
  return { gains: new Float64Array(2 * uses).map((_, i) => 1 - i % 2), errors: new Float64Array(uses) };
}

function unknowable(name: string, csi: Csi): UsageError {
  const able = channelFamilies().filter(({ carries }) => carries === "uses")
    .filter((family) => csiOf(channelFrom(family.name)).includes(csi)).map((family) => family.name).join(", ");
  return new UsageError(
    csi === "pilots"
      ? `The channel ${name} takes no pilots, which would tell nothing of the gains of its other uses: leave the channel knowledge perfect, or take another channel (with their defaults ${able} take pilots)`
      : `The channel ${name} has no gains that the receiver could see or undo: leave the channel knowledge perfect and the equaliser zf, or take another channel (${able} have gains)`,
  );
}
