import { Random } from "../../../channel/random.ts";

/** Code points of scripts from all over Unicode: the first of each, and how many. */
const SCRIPTS: Record<string, readonly [number, number]> = {
  Latin: [0x61, 26],
  Punctuation: [0x20, 32],
  Accents: [0xc0, 64],
  Combining: [0x300, 80],
  Greek: [0x391, 56],
  Cyrillic: [0x410, 64],
  Armenian: [0x531, 38],
  Hebrew: [0x5d0, 27],
  Arabic: [0x621, 42],
  Devanagari: [0x905, 50],
  Bengali: [0x985, 8],
  Tamil: [0xb85, 6],
  Thai: [0xe01, 58],
  Georgian: [0x10d0, 33],
  Ethiopic: [0x1200, 70],
  Khmer: [0x1780, 50],
  Hiragana: [0x3041, 86],
  Han: [0x4e00, 20_000],
  Hangul: [0xac00, 11_000],
  Control: [0x0, 32],
  Private: [0xe000, 100],
  Gothic: [0x10330, 27],
  Cuneiform: [0x12000, 900],
  Emoji: [0x1f300, 700],
  Last: [0x10ffc0, 64],
};

/** Lines of text in all scripts, most of one and some of several, of 1 to 60 characters; the same each time. */
export function linesOfAllScripts(count: number): string[] {
  const random = new Random(18);
  const below = (n: number) => Math.floor(random.uniform() * n);
  const ranges = Object.values(SCRIPTS);
  return Array.from({ length: count }, (_, i) => {
    const own = ranges[i % ranges.length]!;
    const mixed = below(4) === 0;
    return Array.from({ length: 1 + below(60) }, () => {
      const [first, size] = mixed ? ranges[below(ranges.length)]! : own;
      return below(6) === 0 ? " " : String.fromCodePoint(first + below(size));
    }).join("");
  });
}

/** Sentences that a code for English text should take few bits for. */
export const SENTENCES = [
  "The committee will meet again on Thursday to discuss the budget for next year.",
  "Madam President, the report before us deserves a longer debate than this.",
  "We cannot support this amendment, although we agree with its purpose.",
  "I would therefore like to ask the Commission which measures it intends to take.",
];
