import type { Signal } from "../codec.ts";
import { type Codebook, ROUND_SYMBOLS, SYMBOL_BITS } from "./codebook.ts";
import { modulate } from "./constellation.ts";
import { fittingScale, type Frame, ratedFrame, scaledFrame, TOKEN_WEIGHT } from "./frame.ts";
import { scaleWord, tailSpine, tailWord } from "./search.ts";
import { extend, type Spine, spineOf } from "./spine.ts";

/** A message as the transmitter sends it. */
export interface Frameable {
  /** Its tokens, and the one that ends it. */
  readonly tokens: Int32Array;
  readonly end: number;
  /** The rounded surprisal of each, the end's last, in steps. */
  readonly surprisals: Int32Array;
}

/** The weight of a message, its end included, in steps. */
export function weightOf(surprisals: Int32Array): number {
  return surprisals.reduce((sum, surprisal) => sum + surprisal + TOKEN_WEIGHT, 0);
}

/**
 * Fills a frame with a message: the symbols of each token's codeword in turn, then the tail's.
 * @param length Units of the frame: channel uses, or bits.
 * @param scale Units a step of weight; undefined where the frame is to say it itself.
 * @param memory Tokens of spine.
 * @param round The round of hybrid ARQ, from 0: each goes on with the codewords where the one before ended.
 */
export function transmit(
  message: Frameable,
  codebook: Codebook,
  memory: number,
  type: Signal["type"],
  length: number,
  scale: number | undefined,
  round: number,
): Signal {
  const symbols = new SymbolWriter(codebook, type, length, round);
  const ids = [...message.tokens, message.end];
  const frame = scale === undefined
    ? announceScale(symbols, fittingScale(length, weightOf(message.surprisals)), length)
    : ratedFrame(length, scale);
  let [steps, all] = [0, spineOf([], Infinity)];
  ids.forEach((id, t) => {
    const spine = memory === Infinity ? all : spineOf(ids.slice(Math.max(0, t - memory), t), memory);
    symbols.write(id, spine, frame.endOf(steps += message.surprisals[t]! + TOKEN_WEIGHT));
    all = extend(all, id);
  });
  symbols.write(tailWord(codebook), tailSpine(message.tokens), length);
  return symbols.signal;
}

function announceScale(symbols: SymbolWriter, scale: number, length: number): Frame {
  const frame = scaledFrame(length, scale);
  symbols.write(scaleWord(symbols.codebook, scale), spineOf([], 0), frame.begin);
  return frame;
}

/** Writes codewords one after the other. */
class SymbolWriter {
  readonly signal: Signal;
  #at = 0;

  constructor(readonly codebook: Codebook, type: Signal["type"], length: number, private readonly round: number) {
    this.signal = type === "uses" ? { type, x: new Float32Array(2 * length) } : { type, bits: new Uint8Array(length) };
  }

  /** Writes a codeword after a spine, up to unit `end`. */
  write(codeword: number, spine: Spine, end: number): void {
    for (let number = 0; this.#at < end; number++) {
      const symbol = this.codebook.symbol(codeword, number + this.round * ROUND_SYMBOLS, spine);
      if (this.signal.type === "uses") modulate(symbol, this.signal.x, this.#at++);
      else {
        for (let bit = 1; bit <= SYMBOL_BITS && this.#at < end; bit++) {
          this.signal.bits[this.#at++] = symbol >> (SYMBOL_BITS - bit) & 1;
        }
      }
    }
  }
}
