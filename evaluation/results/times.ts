/** Time that a unit took. Times are kept beside the results and not in them: no second run would repeat them. */
export interface UnitTime {
  readonly point: number;
  readonly messages: number;
  readonly ms: number;
}

/** Milliseconds per message of each point. */
export class Times {
  readonly #points = new Map<number, { messages: number; ms: number }>();

  add({ point, messages, ms }: UnitTime): void {
    const total = this.#points.get(point) ?? { messages: 0, ms: 0 };
    this.#points.set(point, { messages: total.messages + messages, ms: total.ms + ms });
  }

  /** Adds what a file of times has; a line that is none is passed over. */
  addLines(text: string): void {
    for (const line of text.split("\n")) {
      const [, point, messages, ms] = /^\{"point":(\d+),"messages":(\d+),"ms":([\d.e-]+)\}$/.exec(line)?.map(Number) ??
        [];
      if (ms !== undefined) this.add({ point: point!, messages: messages!, ms });
    }
  }

  /** 0 where no time is known. */
  perMessage(point: number): number {
    const { messages, ms } = this.#points.get(point) ?? { messages: 1, ms: 0 };
    return ms / messages;
  }
}

/** A line of a file of times. */
export function timeLine({ point, messages, ms }: UnitTime): string {
  return `{"point":${point},"messages":${messages},"ms":${+ms.toFixed(3)}}\n`;
}
