import { type Channel, drawChannel, type DrawnChannel } from "../channel.ts";
import type { Random } from "../random.ts";
import { type Branch, equalise, type Equalised } from "./equalisation.ts";
import { estimateGains, ESTIMATORS } from "./estimate.ts";
import { pilotPositions } from "./pilots.ts";
import { countPilots, type Pilots, type Receiver } from "./receiver.ts";

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
 * @param snr Mean Es/N0, linear, of all uses: pilots of more power leave less to the others. The noise variance is N0/2 per real
 * dimension.
 * @param random The message's own stream: the same message meets the same channel whatever else is sent.
 */
export function receive(channel: Channel, receiver: Receiver, x: Float32Array, snr: number, random: Random): Equalised {
  if (x.length === 0) return { y: new Float32Array(), snr: new Float32Array() };
  const power = receiver.csi === "pilots" ? dataPower(x.length / 2, receiver.pilots) : 1;
  const believed = power * (receiver.snrDb === undefined ? snr : 10 ** (receiver.snrDb / 10));
  const heard = Array.from({ length: receiver.antennas }, () => {
    const drawn = drawChannel(channel, x.length / 2 + countPilots(receiver), random);
    const noise = 1 / believed + drawn.power;
    if (receiver.csi === "pilots") {
      return { noise, ...hearByPilots(channel, receiver.pilots, drawn, x, snr * power, noise, random) };
    }
    const received = hear(x, drawn.gains, snr, random);
    add(received, drawn.interference?.(Float64Array.from(x)));
    return { noise, received, estimate: { gains: drawn.gains, errors: new Float64Array(x.length / 2) } };
  });
  if (receiver.csi === "none") return takeAsHeard(heard.map(({ received }) => received), believed);
  return equalise(heard, heard[0]!.noise, receiver.equaliser);
}

/** Without CSI every antenna's gain is taken to be 1: the mean of what they heard. */
function takeAsHeard(received: readonly Float64Array[], snr: number): Equalised {
  const y = new Float32Array(received[0]!.length);
  for (const one of received) one.forEach((part, i) => y[i]! += part / received.length);
  return { y, snr: new Float32Array(y.length).fill(received.length * snr) };
}

/** The power of the data's uses where that of all of a message's, its pilots among them, has a mean of 1. */
export function dataPower(data: number, { count, powerDb }: Pilots): number {
  return (data + count) / (data + count * 10 ** (powerDb / 10));
}

/** Hears the data, then the pilots, and estimates the data's gains from them; `snr` is that of the data, `noise` what is taken for it. */
function hearByPilots(
  { statistics }: Channel,
  { powerDb, estimator }: Pilots,
  { gains: h, interference }: DrawnChannel,
  x: Float32Array,
  snr: number,
  noise: number,
  random: Random,
): Branch {
  const { pilots, data } = placesOf(h.length / 2, (h.length - x.length) / 2);
  const received = hear(x, partsAt(data, h), snr, random);
  const amplitude = 10 ** (powerDb / 20);
  const sent = new Float64Array(2 * pilots.length).map((_, i) => i % 2 === 0 ? amplitude : 0);
  const heard = hear(sent, partsAt(pilots, h), snr, random);
  if (interference !== undefined) {
    const all = new Float64Array(h.length);
    data.forEach((place, i) => all.set(x.subarray(2 * i, 2 * i + 2), 2 * place));
    pilots.forEach((place, i) => all.set(sent.subarray(2 * i, 2 * i + 2), 2 * place));
    const others = interference(all);
    add(received, partsAt(data, others));
    add(heard, partsAt(pilots, others));
  }
  const shown = heard.map((part) => part / amplitude);
  const known = { positions: pilots, statistics: statistics!, noise: noise / amplitude ** 2 };
  return { received, estimate: estimateGains(ESTIMATORS[estimator], known, shown, data) };
}

function add(to: Float64Array, others: Float64Array | undefined): void {
  others?.forEach((part, i) => to[i]! += part);
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

/** The parts of some uses. */
function partsAt(places: Int32Array, all: Float64Array): Float64Array {
  const parts = new Float64Array(2 * places.length);
  for (let i = 0; i < places.length; i++) parts.set(all.subarray(2 * places[i]!, 2 * places[i]! + 2), 2 * i);
  return parts;
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
