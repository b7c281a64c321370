import assert from "node:assert/strict";
import fc from "fast-check";
import { corpusBleu, countBleu, defineBleu } from "../../fidelity/bleu.ts";
import { TOKENIZER_NAMES, type TokenizerName, TOKENIZERS } from "../../fidelity/tokenizers.ts";
import { splitWords } from "../../text/words.ts";
import { add } from "./add.ts";
import { close } from "./close.ts";
import scripts from "./scripts.json" with { type: "json" };
import { texts } from "./texts.ts";

const NAMES = scripts.tokenizers as TokenizerName[];

Deno.test("BLEU by each tokenisation is sacreBLEU's, of 500 sentences of many scripts and of their corpora", () => {
  assert.deepEqual(NAMES, TOKENIZER_NAMES);
  assert.ok(scripts.pairs.length >= 500);
  NAMES.forEach((name, i) => {
    const counts = scripts.pairs.map(({ hypothesis, reference }) => countBleu(hypothesis, reference, TOKENIZERS[name]));
    scripts.pairs.forEach(({ hypothesis, bleu }, pair) => {
      close(corpusBleu(counts[pair]!, 4, true), bleu[i]!, `${name}: ${hypothesis}`);
    });
    for (const { start, end, bleu, effective_bleu: effective } of scripts.corpora) {
      const sum = counts.slice(start, end).reduce(add);
      close(corpusBleu(sum), bleu[name], `${name} from ${start}`);
      close(corpusBleu(sum, 4, true), effective[name], `${name} from ${start}, effective order`);
    }
  });
});

Deno.test("the tokens of each tokenisation", () => {
  const text = "我们3.5点见。OK? a-1 ½—x €5";
  const tokens = (name: TokenizerName) => TOKENIZERS[name](text).join(" ");
  assert.equal(tokens("none"), text);
  assert.equal(tokens("13a"), "我们3.5点见。OK ? a-1 ½—x €5");
  assert.equal(tokens("zh"), "我 们 3.5 点 见 。 OK ? a-1 ½ — x € 5"); // sacreBLEU's ranges have the dash and the euro as well
  assert.equal(tokens("char"), "我 们 3 . 5 点 见 。 O K ? a - 1 ½ — x € 5");
  assert.equal(tokens("intl"), "我们3.5点见 。 OK ? a - 1 ½ — x € 5");
});

Deno.test("no tokenisation adds a character, or loses one but white space and entities", () => {
  fc.assert(fc.property(texts, fc.constantFrom(...NAMES), (text, name) => {
    fc.pre(!/&|<skipped>|-\n/.test(text));
    assert.equal(TOKENIZERS[name](text).join(""), splitWords(text).join(""));
  }));
});

Deno.test("the tokens that were asked for are those that count", () => {
  const message = { text: "我们明天见", reconstruction: "我们今天见", sentTokens: [], receivedTokens: [] };
  const bleu1 = async (tokenize: TokenizerName) => {
    const [metric] = defineBleu({ tokenize, effectiveOrder: false });
    await using counter = await metric!.counter.open();
    return metric!.ofMessage((await counter.count([message]))[0]!);
  };
  return Promise.all([bleu1("13a"), bleu1("zh"), bleu1("char")]).then((values) =>
    assert.deepEqual(values, [0, 4 / 5, 4 / 5])
  );
});
