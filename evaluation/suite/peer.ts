import { bitChannelFrom, channelFrom } from "../../channel/registry.ts";
import { SemcomError } from "../../errors.ts";
import { metrics } from "../../fidelity/registry.ts";
import { isRecord } from "../../runtime/json.ts";
import { unknownName } from "../../text/suggest.ts";
import type { Peer, PeerPoint } from "../statistics/summary.ts";

/** Makes the error that says what is wrong with a suite. */
type Refuse = (what: string) => Error;

/**
 * Checks a peer as a suite has it: `name`, `measured`, `messages`, `uses_per_word`, and `points`, each with a `channel`, its
 * `snr_db` and metrics by their names.
 * @param number Which of the suite's peers, from 1.
 */
export function peerFrom(value: unknown, number: number, refuse: Refuse): Peer {
  if (!isRecord(value) || typeof value.name !== "string" || value.name === "") {
    throw refuse(`peer ${number} has no name`);
  }
  const { name, measured, messages, uses_per_word: usesPerWord, points } = value;
  if (typeof measured !== "string" || measured === "") {
    throw refuse(`the peer ${name} does not say how it was measured: give it a text "measured"`);
  }
  if (!Number.isInteger(messages) || (messages as number) < 1) {
    throw refuse(`messages of the peer ${name} is no whole number from 1`);
  }
  if (!Number.isFinite(usesPerWord) || (usesPerWord as number) <= 0) {
    throw refuse(`uses_per_word of the peer ${name} is no number above 0`);
  }
  if (!Array.isArray(points) || points.length === 0) throw refuse(`the peer ${name} has no list of points`);
  const all = points.map((point, i) => pointFrom(point, `point ${i + 1} of the peer ${name}`, refuse));
  const keys = all.map(({ channel, snrDb }) => `${channel} at ${snrDb} dB`);
  const twice = keys.find((key, i) => keys.indexOf(key) < i);
  if (twice !== undefined) throw refuse(`the peer ${name} has two points over ${twice}`);
  return { name, measured, messages: messages as number, usesPerWord: usesPerWord as number, points: all };
}

/** @param of "point 3 of the peer NAME". */
function pointFrom(value: unknown, of: string, refuse: Refuse): PeerPoint {
  if (!isRecord(value)) throw refuse(`${of} is not an object`);
  const { channel, snr_db: snrDb, ...figures } = value;
  if (typeof channel !== "string") throw refuse(`${of} has no channel`);
  if (typeof snrDb !== "number" || !Number.isFinite(snrDb)) throw refuse(`snr_db of ${of} is not a number`);
  const known = new Map(metrics().map((metric) => [metric.name, metric]));
  for (const [name, figure] of Object.entries(figures)) {
    const metric = known.get(name);
    if (metric === undefined) throw refuse(unknownName(`metric of ${of}`, name, known.keys()).message);
    if (typeof figure !== "number" || !Number.isFinite(figure)) throw refuse(`${name} of ${of} is not a number`);
    const { usual, better, unit } = metric; // what others registered may have any range
    if (usual && better === "higher" && unit === "" && (figure < 0 || figure > 1)) {
      throw refuse(`${name} of ${of} is ${figure}: it is from 0 to 1, and not in per cent`);
    }
  }
  if (Object.keys(figures).length === 0) throw refuse(`${of} has no metric`);
  return { channel: specOf(channel, of, refuse), snrDb, metrics: figures as Record<string, number> };
}

/** A channel's full spec, by which the points of a run have it. */
function specOf(channel: string, of: string, refuse: Refuse): string {
  try {
    if (bitChannelFrom(channel) === undefined) return channelFrom(channel).name;
  } catch (error) {
    throw error instanceof SemcomError ? refuse(`${of}: ${error.message}`) : error;
  }
  throw refuse(`${of} is over ${channel}, which carries bits and has no SNR`);
}
