import type { CausalLanguageModel } from "../../../codec/causal/language_model.ts";
import { Prior } from "../../../codec/causal/prior.ts";

/** Log-probabilities, base e, of the token after others: [vocabulary]. */
export type Rule = (before: readonly number[]) => Float32Array;

/** A prior by a rule instead of a network. Its last token ends messages. */
export function priorOf(vocabulary: number, rule: Rule, context = 1024): Prior {
  const begin = (texts: readonly ArrayLike<number>[]) => {
    let rows = texts.map((text) => Array.from(text));
    return {
      get logProbabilities() {
        return rows.map(rule);
      },
      step(parents: readonly number[], ids: readonly number[]) {
        rows = parents.map((parent, i) => [...rows[parent]!, ids[i]!]);
        return Promise.resolve(this.logProbabilities);
      },
      [Symbol.dispose]() {},
    };
  };
  const model = {
    settings: { configuration: { context, vocabulary } },
    surprisals: (message: Int32Array) =>
      Promise.resolve(
        Float32Array.from(message, (token, t) => -rule([...message.subarray(0, t)])[token]! * Math.LOG2E),
      ),
    begin: (context: { tokens: number[] }, texts: readonly ArrayLike<number>[] = [[]]) =>
      Promise.resolve(begin(texts.map((text) => [...context.tokens, ...Array.from(text)]))),
    read: (ids: Int32Array, context: { tokens: number[] }) => {
      const tokens = [...context.tokens, ...ids];
      return Promise.resolve({ tokens, length: tokens.length, [Symbol.dispose]() {} });
    },
  };
  return new Prior(model as unknown as CausalLanguageModel, { tokens: [], length: 0 } as never);
}

/** A rule in which every token's probabilities depend on the two before it. */
export function pairRule(vocabulary: number, endProbability = 0.2): Rule {
  return (before) => {
    const [a = -1, b = -1] = before.slice(-2);
    const weights = Array.from(
      { length: vocabulary - 1 },
      (_, token) => 1 + ((token * 7 + a * 5 + b * 3 + 11) % 9 + 9) % 9,
    );
    const sum = weights.reduce((x, y) => x + y);
    return Float32Array.from(
      [...weights.map((weight) => (1 - endProbability) * weight / sum), endProbability],
      Math.log,
    );
  };
}

/** A rule in which all tokens are as likely. */
export function uniformRule(vocabulary: number): Rule {
  return () => new Float32Array(vocabulary).fill(-Math.log(vocabulary));
}
