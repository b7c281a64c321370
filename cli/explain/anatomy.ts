import type { Link, Reception } from "../../link/link.ts";
import { commonSubsequence } from "../../text/common_subsequence.ts";
import { splitWords } from "../../text/words.ts";
import { verdictOf } from "../shared/verdict.ts";

/** A message as a person would draw it: token by token, what each costs and what arrived of it. */
export interface Anatomy {
  readonly index: number;
  readonly sent: string;
  readonly received: string;
  /** What the receiver knows of it: "exact", "lost", ... in words. */
  readonly verdict: string;
  /** What the message took as a whole, in words. */
  readonly cost: string;
  /** The best other message that the receiver's search came to; null where there is none to speak of. */
  readonly runnerUp: string | null;
  /** What pieces are: tokens, or words of a codec whose tokens are no text. */
  readonly noun: "token" | "word";
  /** What a token's place is counted in: channel uses, or bits of a digital link. */
  readonly unit: "uses" | "bits";
  readonly pieces: readonly Piece[];
}

/** A token, and what arrived in its place. */
export interface Piece {
  /** Null of one that was received and never sent. */
  readonly sent: string | null;
  /** Null of one that did not arrive. */
  readonly received: string | null;
  readonly isRight: boolean;
  /** -log2 of its probability, of a codec that has it. */
  readonly surprisal: number | null;
  /** Channel uses or bits, where a token has any of its own. */
  readonly units: number | null;
  /** The energy of each of its uses, where not all have 1. */
  readonly energy: number | null;
}

/** Takes a message apart that was sent over a link. */
export function anatomyOf({ codec, resolved }: Link, reception: Reception): Anatomy {
  const { index, text, reconstruction, runnerUp, spans } = reception;
  const spell = (tokens: Int32Array, whole: string) => codec.spell?.(tokens) ?? splitWords(whole);
  const sent = spell(reception.sentTokens, text);
  const received = spell(reception.receivedTokens, reconstruction);
  return {
    index,
    sent: text,
    received: reconstruction,
    verdict: verdictOf(reception),
    cost: costOf(reception, codec.scheme === "learned"),
    runnerUp: runnerUp === text && reconstruction === text ? null : runnerUp,
    noun: codec.spell === undefined ? "word" : "token",
    unit: resolved.type === "analog" ? "uses" : "bits",
    pieces: [...align(sent, received, reception), ...spans === null ? [] : overheadOf(reception)],
  };
}

/** The energies of tokens' uses, where they differ. */
function energiesOf({ spans }: Reception): readonly number[] | null {
  return spans?.some(({ energy }) => energy !== 1) ? spans.map(({ energy }) => energy) : null;
}

function align(sent: readonly string[], received: readonly string[], reception: Reception): Piece[] {
  const pieces: Piece[] = [];
  const energies = energiesOf(reception);
  const ofSent = (i: number) => ({
    sent: sent[i]!,
    surprisal: reception.surprisals?.[i] ?? null,
    units: reception.spans?.[i]?.units ?? null,
    energy: energies?.[i] ?? null,
  });
  let [i, j] = [0, 0];
  // What lies between two matches stands side by side as far as both go.
  const addWrong = (endI: number, endJ: number) => {
    while (i < endI || j < endJ) {
      const what = j < endJ ? received[j++]! : null;
      pieces.push(i < endI ? { ...ofSent(i++), received: what, isRight: false } : { ...NOT_SENT, received: what });
    }
  };
  for (const [nextI, nextJ] of commonSubsequence(sent, received)) {
    addWrong(nextI, nextJ);
    pieces.push({ ...ofSent(nextI), received: received[nextJ]!, isRight: true });
    [i, j] = [nextI + 1, nextJ + 1];
  }
  addWrong(sent.length, received.length);
  return pieces;
}

const NOT_SENT = { sent: null, surprisal: null, units: null, energy: null, isRight: false };

/** What ends a message and what checks it, which have places as tokens have. */
function overheadOf(reception: Reception): Piece[] {
  const { surprisals, spans, sentTokens: { length } } = reception;
  const energies = energiesOf(reception);
  const name = ["(end)", "(check)"];
  return spans!.slice(length).map(({ units }, i): Piece => ({
    sent: name[i]!,
    received: "",
    isRight: true,
    surprisal: i === 0 ? surprisals?.[length] ?? null : null,
    units,
    energy: energies?.[length + i] ?? null,
  }));
}

function costOf(
  { channelUses, headerUses, informationBits, rounds, bits, bitErrors, sentTokens }: Reception,
  isEven: boolean,
): string {
  const perToken = (channelUses - headerUses) / rounds / Math.max(1, sentTokens.length);
  return [
    `${channelUses} channel uses`,
    ...isEven ? [`${+perToken.toFixed(2)} a token`] : [],
    ...headerUses > 0 ? [`${headerUses} of them its header's`] : [],
    ...informationBits === null ? [] : [`${informationBits.toFixed(1)} bits of information`],
    ...bits > 0 ? [`${bitErrors} of ${bits} bits wrong`] : [],
    ...rounds > 1 ? [`${rounds} rounds`] : [],
  ].join(", ");
}
