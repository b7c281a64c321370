import type { Channel } from "../channel.ts";
import type { Random } from "../random.ts";
import { equalise, type Equalised } from "./equalisation.ts";
import { estimateGains, ESTIMATORS } from "./estimate.ts";
import { pilotPositions } from "./pilots.ts";
import { countPilots, type Receiver } from "./receiver.ts";

/**
 * Sends one message over a channel, hears it, estimates the gains and undoes them.
 *
 * Pilots are uses like others, which are added to a message that is not empty. The stream of a message gives the gains of
 * all uses first, then the noise of those that carry data, then that of the pilots: on a channel of one gain a message the
 * data meet the same gain and the same noise whatever the receiver knows.
 *
 * @example
 * ```ts
 * import { channelFrom, ORDINARY_RECEIVER, Random, receive } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * const x = Float32Array.of(1, 0, 0, -1); // two uses: 1 and -j
 * const { y, snr } = receive(channelFrom("rayleigh"), ORDINARY_RECEIVER, x, 100, new Random(1, 1));
 * assert.equal(y.length, 4);
 * assert.equal(snr[0], snr[3], "one gain a message");
 * ```
 * @param x Complex uses, real and imaginary part in turn, of mean power 1.
 * @param snr Mean Es/N0, linear. The noise variance is N0/2 per real dimension.
 * @param random The message's own stream: the same message meets the same channel whatever else is sent.
 */
export function receive(channel: Channel, receiver: Receiver, x: Float32Array, snr: number, random: Random): Equalised {
  const uses = x.length / 2;
  if (uses === 0) return { y: new Float32Array(), snr: new Float32Array() };
  const h = channel.gains(uses + countPilots(receiver), random);
  if (receiver.csi === "pilots") return receiveByPilots(channel, receiver, h, x, snr, random);
  const received = hear(x, h, snr, random);
  if (receiver.csi === "none") return { y: Float32Array.from(received), snr: new Float32Array(x.length).fill(snr) };
  return equalise(received, { gains: h, errors: new Float64Array(uses) }, 1 / snr, receiver.equaliser);
}

/** Hears the data, then the pilots, and estimates the data's gains from them. */
function receiveByPilots(
  { statistics }: Channel,
  { pilots: { powerDb, estimator }, equaliser }: Extract<Receiver, { csi: "pilots" }>,
  h: Float64Array,
  x: Float32Array,
  snr: number,
  random: Random,
): Equalised {
  const { pilots, data } = placesOf(h.length / 2, (h.length - x.length) / 2);
  const received = hear(x, gainsAt(data, h), snr, random);
  const amplitude = 10 ** (powerDb / 20);
  const sent = new Float64Array(2 * pilots.length).map((_, i) => i % 2 === 0 ? amplitude : 0);
  const shown = hear(sent, gainsAt(pilots, h), snr, random).map((part) => part / amplitude);
  const known = { positions: pilots, statistics: statistics!, noise: 1 / (snr * amplitude ** 2) };
  return equalise(received, estimateGains(ESTIMATORS[estimator], known, shown, data), 1 / snr, equaliser);
}

/** Where pilots and data are in a message. */
interface Places {
  readonly pilots: Int32Array;
  readonly data: Int32Array;
}

function placesOf(all: number, count: number): Places {
  const pilots = pilotPositions(all, count);
  const data = new Int32Array(all - count);
  for (let place = 0, pilot = 0, at = 0; place < all; place++) {
    if (pilots[pilot] === place) pilot++;
    else data[at++] = place;
  }
  return { pilots, data };
}

function gainsAt(places: Int32Array, h: Float64Array): Float64Array {
  const gains = new Float64Array(2 * places.length);
  for (let i = 0; i < places.length; i++) gains.set(h.subarray(2 * places[i]!, 2 * places[i]! + 2), 2 * i);
  return gains;
}

/** Draws h x + n, n of variance N0/2 per real dimension. */
function hear(x: Float32Array | Float64Array, h: Float64Array, snr: number, random: Random): Float64Array {
  const sigma = Math.sqrt(1 / (2 * snr));
  const received = new Float64Array(x.length);
  for (let i = 0; i < x.length; i += 2) {
    const a = h[i]!;
    const b = h[i + 1]!;
    received[i] = a * x[i]! - b * x[i + 1]! + sigma * random.normal();
    received[i + 1] = a * x[i + 1]! + b * x[i]! + sigma * random.normal();
  }
  return received;
}
