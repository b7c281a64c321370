/**
 * The margin, in bits, at which a message is as likely right as wrong, and how fast that changes. Of 800 messages of gpt2-mini
 * at 2.5 and 3.5 dB (400 of Europarl, 400 of dialogue) the 685 right ones had -7.6 or more, the 115 wrong ones -8.8 or less; at
 * 2 dB one of 300 wrong ones had -3. Confidence by these numbers had an expected calibration error of 0.0026 and 0.0044 on 600
 * messages of either text (docs/spinal.md). With a finite memory a wrong token spoils less of what follows, and the tail
 * alone tells: one of 40 messages at memory 0 and 0 dB was believed that was wrong.
 */
const EVEN_MARGIN = -6;
const SLOPE = 1.5;

/** The probability that a message of that margin (search.ts) is right; there is none if nothing was found. */
export function confidenceOf(margin: number | undefined): number {
  return margin === undefined ? 0 : 1 / (1 + Math.exp((EVEN_MARGIN - margin) / SLOPE));
}

/** True where a message of that margin is more likely right than wrong. */
export function isDelivered(margin: number | undefined): boolean {
  return confidenceOf(margin) > 0.5;
}
