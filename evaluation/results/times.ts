import { type Blocks, fileLines, LongLine } from "./line_reader.ts";

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

/** The most units whose times are read: they are 320,000,000 messages. */
const MAX_UNITS = 10_000_000;

/**
 * The times in a file that stands at its beginning, each with the place where its line ends, up to the first line that is none: times are kept for their own sake, and what
 * is wrong with them is no reason to refuse the results beside them.
 */
export function* readTimes(file: Blocks): Generator<{ readonly time: UnitTime; readonly end: number }> {
  try {
    for (const { text, number, end } of fileLines(file)) {
      const [, point, messages, ms] = LINE.exec(text)?.map(Number) ?? [];
      if (ms === undefined || !Number.isFinite(ms) || number > MAX_UNITS) return;
      yield { time: { point: point!, messages: messages!, ms }, end };
    }
  } catch (error) {
    if (!(error instanceof LongLine)) throw error;
  }
}

const LINE = /^\{"point":(\d{1,9}),"messages":(\d{1,9}),"ms":(\d[\d.e-]{0,29})\}$/;
