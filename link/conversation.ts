import type { Background, Codec, Knowledge } from "../codec/codec.ts";
import type { Ends } from "./knowledge.ts";

/**
 * What the ends of a link know of the messages before: the transmitter as it sent them, the receiver as it received them.
 *
 * The receiver says in one bit after each whether it is sure of it. Both remember those of which it is, and forget all after one
 * of which it is not. So the two remember the same, unless the receiver was sure of a wrong one: then what comes next will be
 * lost, which the receiver sees, and both begin anew.
 */
export class Conversation {
  #sent: string[] = [];
  #received: string[] = [];

  /** @param context Messages that are remembered. */
  constructor(private readonly context: number) {}

  /** Remembers a message, if the receiver is sure of it, and forgets all if not. */
  add(sent: string, received: string, isDelivered: boolean): void {
    const remember = (before: string[], message: string) =>
      isDelivered ? [...before, message].slice(-this.context) : [];
    this.#sent = remember(this.#sent, sent);
    this.#received = remember(this.#received, received);
  }

  /**
   * Has a codec read what each end remembers.
   * @param before What each has read before all messages.
   */
  async read(codec: Codec, before: Ends = {}): Promise<Disposable & Ends> {
    using stack = new DisposableStack();
    const ends = this.#sent.length === 0 || codec.read === undefined ? before : await this.#goOn(codec, before, stack);
    const open = stack.move();
    return { ...ends, [Symbol.dispose]: () => open.dispose() };
  }

  async #goOn(codec: Codec, { transmitter, receiver }: Ends, stack: DisposableStack): Promise<Ends> {
    const made = new Map<string, Map<Background | undefined, Background>>();
    const goOn = async (messages: readonly string[], after: Background | undefined) => {
      const known = made.getOrInsertComputed(JSON.stringify(messages), () => new Map());
      const read = known.get(after) ?? stack.use(await codec.read!(messages, { after }));
      known.set(after, read);
      return read;
    };
    const goOnBoth = async (messages: readonly string[], knowledge: Knowledge | undefined): Promise<Knowledge> => ({
      shared: await goOn(messages, knowledge?.shared),
      own: await goOn(messages, knowledge?.own),
    });
    return {
      transmitter: await goOnBoth(this.#sent, transmitter),
      receiver: await goOnBoth(this.#received, receiver),
    };
  }
}
