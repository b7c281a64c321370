import { allocate } from "../adapter/allocation.ts";
import type { BitChannel } from "../channel/bits.ts";
import type { ChannelCode, CodeFamily } from "../channel/coding/code.ts";
import type { Modulation } from "../channel/modulation/modulation.ts";
import type { Random } from "../channel/random.ts";
import { UsageError } from "../errors.ts";
import type { AirInterface, Heard, Plan } from "./air_interface.ts";

/** Longer messages are cut into blocks of at most this many information bits, as even as whole numbers allow. */
const MOST_INFORMATION = 1000;

/** How a digital link is set up. */
export interface DigitalSettings {
  readonly family: CodeFamily;
  /** Information bits per coded bit. */
  readonly codeRate: number;
  /** What carries coded bits as complex uses; none where the channel itself carries bits. */
  readonly modulation?: Modulation;
  /** Information bits per token; without it the uses of a message decide. */
  readonly bits?: number;
}

interface DigitalPlan extends Plan {
  readonly codes: readonly ChannelCode[];
}

/**
 * Coordinates as bits, through any channel code and modulation: the rate adapter fills exactly the information bits of
 * the message's blocks. What the decoder says of them (LLRs, positive for bit 0) goes back as soft bits.
 */
export class Digital implements AirInterface {
  readonly name = "digital";
  readonly #codes = new Map<string, ChannelCode>();

  /**
   * @param channel The channel's full spec.
   * @param carrier What coded bits go over: a channel for bits, or a modulation and a channel for uses.
   * @param width The most bits of a token.
   * @param usesOf Channel uses of a message of so many tokens, without pilots, where `settings.bits` does not decide them.
   * @param pilots Uses that the carrier adds to a message that is not empty.
   */
  constructor(
    readonly settings: DigitalSettings,
    readonly channel: string,
    private readonly carrier: BitChannel,
    private readonly width: number,
    private readonly usesOf: (tokens: number) => number,
    private readonly pilots = 0,
  ) {}

  plan(tokens: number): DigitalPlan {
    if (tokens === 0) return { coordinates: new Int32Array(), uses: 0, codes: [] };
    const { bits, codeRate } = this.settings;
    const { bitsPerUse: perUse } = this.carrier;
    const uses = bits === undefined
      ? this.usesOf(tokens)
      : Math.ceil(Math.round(bits * tokens) / codeRate / perUse - 1e-9);
    const most = Math.min(Math.floor(uses * perUse * codeRate + 1e-9), this.width * tokens);
    const information = bits === undefined ? most : Math.min(Math.round(bits * tokens), most);
    if (information < 1) {
      const least = Math.ceil(1 / codeRate / perUse);
      const what = this.pilots > 0 ? "uses beside the pilots" : "uses";
      throw new UsageError(
        `${uses} ${what} hold no information bit at code rate ${codeRate} with ${this.carrier.name}: the least is ${least} uses`,
      );
    }
    const blocks = Math.ceil(information / MOST_INFORMATION);
    const usesOfBlock = allocate(uses, blocks);
    const codes = Array.from(allocate(information, blocks), (k, block) => this.#code(k, usesOfBlock[block]! * perUse));
    return { coordinates: allocate(information, tokens), uses: uses + this.pilots, codes };
  }

  transmit(x: Float32Array, { codes }: DigitalPlan, random: Random): Heard {
    const heard = { y: new Float32Array(x.length), snr: new Float32Array(x.length) };
    // One call for the whole message: a block-fading channel draws one gain for it.
    const sent = new Uint8Array(codes.reduce((sum, { n }) => sum + n, 0));
    let from = 0;
    let at = 0;
    for (const code of codes) {
      const information = Uint8Array.from(x.subarray(at, at += code.k), (value) => value < 0 ? 1 : 0);
      code.encode(information, sent.subarray(from, from += code.n));
    }
    const llr = this.carrier.transmit(sent, random);
    let blockErrors = 0;
    from = at = 0;
    for (const code of codes) {
      const soft = new Float32Array(code.k);
      if (!code.decode(llr.subarray(from, from += code.n), soft)) blockErrors++;
      soft.forEach((value, i) => {
        heard.y[at + i] = Math.sign(value) * Math.SQRT1_2;
        heard.snr[at + i] = Math.abs(value) / 2;
      });
      at += code.k;
    }
    return { ...heard, blocks: codes.length, blockErrors };
  }

  #code(k: number, n: number): ChannelCode {
    const key = `${k},${n}`;
    let code = this.#codes.get(key);
    if (code === undefined) {
      if (this.#codes.size > 500) this.#codes.clear();
      this.#codes.set(key, code = this.settings.family.create(k, n));
    }
    return code;
  }
}
