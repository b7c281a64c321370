import assert from "node:assert/strict";
import { Random } from "../../../channel/random.ts";
import type { Observation } from "../../../codec/codec.ts";
import { Codebook } from "../../../codec/spinal/codebook.ts";
import { type Constellation, GAUSSIAN, PHASES, SYMBOLS } from "../../../codec/spinal/constellation.ts";
import { END } from "../../../codec/causal/ending.ts";
import { evidenceOf } from "../../../codec/spinal/evidence.ts";
import { ratedFrame, roundSurprisal, TAIL_WEIGHT, TOKEN_WEIGHT } from "../../../codec/spinal/frame.ts";
import { EvenFrame, mostTokens } from "../../../codec/spinal/even_frame.ts";
import type { Form } from "../../../codec/spinal/form.ts";
import { countWord, EXTRA_WORDS, NO_SPINE, Search, tailSpine, tailWord } from "../../../codec/spinal/search.ts";
import { spineOf } from "../../../codec/spinal/spine.ts";
import { transmit, weightOf } from "../../../codec/spinal/transmit.ts";
import type { Prior } from "../../../codec/causal/prior.ts";
import { pairRule, priorOf, uniformRule } from "./tiny_model.ts";

const VOCABULARY = 4;
const LAST = VOCABULARY - 1;
const MAX_LENGTH = 3;
const SNR = 1.5;
const SCALE = 2 / 8;

const rule = pairRule(VOCABULARY);
const prior = priorOf(VOCABULARY, rule);
const codebook = new Codebook(VOCABULARY + EXTRA_WORDS);

/** The surprisals of a message in bits. */
async function bitsOf(tokens: readonly number[], by: Prior): Promise<Float32Array> {
  const bits = await by.surprisals(Int32Array.of(...tokens, LAST));
  bits.forEach((_, t) => bits[t]! += t === tokens.length ? END.last : tokens[t] === LAST ? END.inner : 0);
  return bits;
}

/** A message as it is sent, and its surprisals for a receiver that expects what `own` says. */
async function prepare(tokens: readonly number[], own: Prior = prior) {
  const bits = await bitsOf(tokens, prior);
  return {
    tokens: Int32Array.from(tokens),
    end: LAST,
    surprisals: Int32Array.from(bits, roundSurprisal),
    bits: await bitsOf(tokens, own),
  };
}

function lengthOf(surprisals: Int32Array): number {
  return Math.round((weightOf(surprisals) + TAIL_WEIGHT) * SCALE);
}

/** All messages of up to so many tokens. */
function* messages(): Generator<number[]> {
  let all: number[][] = [[]];
  for (let length = 0; length <= MAX_LENGTH; length++) {
    yield* all;
    all = all.flatMap((tokens) => Array.from({ length: VOCABULARY }, (_, token) => [...tokens, token]));
  }
}

/** log2 of p(y | x) / p(y) of a use, by the density of normal noise; p(y) is that of uses of energy 1. */
function useRatio(points: Constellation, y: Float32Array, use: number, symbol: number, energy: number): number {
  const density = (symbol: number, amplitude: number) =>
    [0, 1].reduce((all, i) => all * Math.exp(-((y[2 * use + i]! - amplitude * points[2 * symbol + i]!) ** 2) * SNR), 1);
  let sum = 0;
  for (let other = 0; other < SYMBOLS; other++) sum += density(other, 1);
  return Math.log2(density(symbol, Math.sqrt(energy)) / (sum / SYMBOLS));
}

/** The score of a whole message: by definition, symbol by symbol. */
async function scoreOf(
  tokens: readonly number[],
  y: Float32Array,
  { memory, isEven, constellation }: Form,
  own: Prior,
): Promise<number> {
  const { bits, surprisals } = await prepare(tokens, own);
  const informed = ratedFrame(y.length / 2, SCALE);
  let [score, at, steps] = [0, 0, 0];
  const hear = (codeword: number, spine: ReturnType<typeof spineOf>, end: number, energy = 1) => {
    for (let number = 0; at < end; number++, at++) {
      const symbol = codebook.symbol(codeword, number, spine);
      score += useRatio(constellation, y, at, symbol, energy);
    }
  };
  const frame = isEven ? new EvenFrame(informed, tokens.length + 1) : informed;
  if (isEven) {
    hear(countWord(codebook, tokens.length + 1), NO_SPINE, frame.begin);
    score -= Math.log2(mostTokens(informed));
  }
  [...tokens, LAST].forEach((token, t) => {
    score -= bits[t]!;
    steps += isEven ? 1 : surprisals[t]! + TOKEN_WEIGHT;
    hear(token, spineOf(tokens.slice(0, t), memory), frame.endOf(steps), frame.energyOf(surprisals[t]!));
  });
  hear(tailWord(codebook), tailSpine(Int32Array.from(tokens)), y.length / 2);
  return score;
}

const EXACT: Form = { memory: Infinity, isEven: false, constellation: GAUSSIAN };
const GRACEFUL: Form = { memory: 0, isEven: true, constellation: GAUSSIAN };
const FORMS: Form[] = [
  EXACT,
  { ...EXACT, memory: 2 },
  { ...EXACT, memory: 0 },
  GRACEFUL,
  { ...EXACT, constellation: PHASES },
  { ...GRACEFUL, constellation: PHASES },
];

const more = priorOf(VOCABULARY, uniformRule(VOCABULARY));

for (const [form, own] of [...FORMS.map((form) => [form, prior] as const), [EXACT, more], [GRACEFUL, more]] as const) {
  Deno.test(
    `the likeliest of all messages is found, with the score that it has by definition: memory ${form.memory}, ${
      form.isEven ? "even places" : "informed places"
    }${own === prior ? "" : ", the receiver having read more"}${form.constellation === PHASES ? ", phases" : ""}`,
    async () => {
      for (const [index, sent] of [[], [2], [0, 1, LAST], [1, 0, 0]].entries()) {
        const message = await prepare(sent);
        const length = lengthOf(message.surprisals);
        const { signal } = transmit(message, codebook, form, "uses", length, SCALE, 0);
        assert.ok(signal.type === "uses" && signal.x.length === 2 * length);
        const random = new Random(3, index);
        const y = signal.x.map((value) => value + random.normal() / Math.sqrt(2 * SNR));
        const observation: Observation = { type: "uses", y, snr: new Float32Array(y.length).fill(SNR) };
        const search = new Search(
          { own, shared: prior },
          codebook,
          [evidenceOf(observation, form.constellation)],
          LAST,
        );
        const { found } = await search.run(SCALE, { form, width: 5000, prune: 60, difference: 0 });
        let best = { score: -Infinity, tokens: "" };
        for (const tokens of messages()) {
          const { surprisals } = await prepare(tokens);
          const frame = ratedFrame(length, SCALE);
          if (!form.isEven && !frame.endsWith(weightOf(surprisals))) continue;
          if (form.isEven && tokens.length >= mostTokens(frame)) continue;
          const score = await scoreOf(tokens, y, form, own);
          if (score > best.score) best = { score, tokens: tokens.join() };
        }
        // The search may find a message that is longer than those that were tried, if it is likelier.
        if (found!.tokens.length > MAX_LENGTH) assert.ok(found!.score >= best.score - 1e-3);
        else assert.equal(found!.tokens.join(), best.tokens);
        assert.ok(Math.abs(found!.score - await scoreOf([...found!.tokens], y, form, own)) < 1e-3);
      }
    },
  );
}
