import type { Encoded, Signal, Span } from "../codec.ts";
import { type Codebook, ROUND_SYMBOLS } from "./codebook.ts";
import { type Constellation, modulate, SYMBOL_BITS } from "./constellation.ts";
import { EvenFrame } from "./even_frame.ts";
import type { Form } from "./form.ts";
import { fittingScale, type InformedFrame, ratedFrame, scaledFrame, TOKEN_WEIGHT } from "./frame.ts";
import { countWord, NO_SPINE, scaleWord, tailSpine, tailWord } from "./search.ts";
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
 * @param round The round of hybrid ARQ, from 0: each goes on with the codewords where the one before ended.
 */
export function transmit(
  message: Frameable,
  codebook: Codebook,
  { memory, isEven, constellation }: Form,
  type: Signal["type"],
  length: number,
  scale: number | undefined,
  round: number,
): Encoded {
  const symbols = new SymbolWriter(codebook, constellation, type, length, round);
  const ids = [...message.tokens, message.end];
  const informed = scale === undefined
    ? announceScale(symbols, fittingScale(length, weightOf(message.surprisals)), length)
    : ratedFrame(length, scale);
  const frame = isEven ? announceCount(symbols, informed, ids.length) : informed;
  const spans: Span[] = [];
  let [steps, all] = [0, spineOf([], Infinity)];
  ids.forEach((id, t) => {
    const spine = memory === Infinity ? all : spineOf(ids.slice(Math.max(0, t - memory), t), memory);
    const surprisal = message.surprisals[t]!;
    const [begin, energy] = [symbols.at, frame.energyOf(surprisal)];
    symbols.write(id, spine, frame.endOf(steps += frame.weightOf(surprisal)), energy);
    spans.push({ units: symbols.at - begin, energy });
    all = extend(all, id);
  });
  spans.push({ units: length - symbols.at, energy: 1 });
  symbols.write(tailWord(codebook), tailSpine(message.tokens), length);
  return { signal: symbols.signal, spans };
}

function announceScale(symbols: SymbolWriter, scale: number, length: number): InformedFrame {
  const frame = scaledFrame(length, scale);
  symbols.write(scaleWord(symbols.codebook, scale), NO_SPINE, frame.begin);
  return frame;
}

function announceCount(symbols: SymbolWriter, informed: InformedFrame, tokens: number): EvenFrame {
  const frame = new EvenFrame(informed, tokens);
  symbols.write(countWord(symbols.codebook, tokens), NO_SPINE, frame.begin);
  return frame;
}

/** Writes codewords one after the other. */
class SymbolWriter {
  readonly signal: Signal;
  #at = 0;

  constructor(
    readonly codebook: Codebook,
    private readonly constellation: Constellation,
    type: Signal["type"],
    length: number,
    private readonly round: number,
  ) {
    this.signal = type === "uses" ? { type, x: new Float32Array(2 * length) } : { type, bits: new Uint8Array(length) };
  }

  /** Units that are written. */
  get at(): number {
    return this.#at;
  }

  /** Writes a codeword after a spine, up to unit `end`; bits have no energy. */
  write(codeword: number, spine: Spine, end: number, energy = 1): void {
    for (let number = 0; this.#at < end; number++) {
      const symbol = this.codebook.symbol(codeword, number + this.round * ROUND_SYMBOLS, spine);
      if (this.signal.type === "uses") modulate(this.constellation, symbol, energy, this.signal.x, this.#at++);
      else {
        for (let bit = 1; bit <= SYMBOL_BITS && this.#at < end; bit++) {
          this.signal.bits[this.#at++] = symbol >> (SYMBOL_BITS - bit) & 1;
        }
      }
    }
  }
}
