import type { Background, Codec } from "../codec/codec.ts";

/** After so many messages in a row of which the receiver was not sure, both ends forget those before. */
const MAX_LOST = 2;

/**
 * What the ends of a link know of the messages before: the transmitter as it sent them, the receiver as it received them.
 *
 * The receiver says in one bit after each whether it is sure of it, and both remember those of which it is. So the two
 * remember the same, unless the receiver was sure of a wrong one: then what comes next will be lost, which the receiver
 * sees, and both begin anew.
 */
export class Conversation {
  #sent: string[] = [];
  #received: string[] = [];
  #lost = 0;

  /** @param context Messages that are remembered. */
  constructor(private readonly context: number) {}

  /** Remembers a message, if the receiver is sure of it. */
  add(sent: string, received: string, isDelivered: boolean): void {
    this.#lost = isDelivered ? 0 : this.#lost + 1;
    if (this.#lost >= MAX_LOST) this.#sent = this.#received = [];
    if (!isDelivered) return;
    this.#sent = [...this.#sent, sent].slice(-this.context);
    this.#received = [...this.#received, received].slice(-this.context);
  }

  /** Has a codec read what each end remembers. */
  async read(codec: Codec): Promise<Backgrounds> {
    if (codec.read === undefined || this.#sent.length === 0) return new Backgrounds();
    const transmitter = await codec.read(this.#sent);
    const isSame = this.#sent.every((text, i) => text === this.#received[i]);
    return new Backgrounds(transmitter, isSame ? transmitter : await codec.read(this.#received));
  }
}

/** What the models at the two ends have read; nothing but the codec's own prompt where it is undefined. */
export class Backgrounds implements Disposable {
  constructor(readonly transmitter?: Background, readonly receiver?: Background) {}

  [Symbol.dispose](): void {
    this.transmitter?.[Symbol.dispose]();
    if (this.receiver !== this.transmitter) this.receiver?.[Symbol.dispose]();
  }
}
