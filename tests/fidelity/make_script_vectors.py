"""Writes scripts.json, the reference vectors of chrF++, of the character error rate and of BLEU by each tokenisation, with
sacreBLEU 2.6 and jiwer 4.

Only maintainers run it, with Python 3.9 or later:

    pip install sacrebleu==2.6.0 jiwer==4.0.0
    python tests/fidelity/make_script_vectors.py

The sentences of many scripts below go in, each several times. Hypotheses are made by dropping, swapping, doubling and
exchanging words or characters, seeded. Scores are divided by 100, so 0..1. BLEU of a pair has effective order, as
sacreBLEU's sentence_bleu has it; that of a corpus has it once with and once without.
"""

import json
import random
from pathlib import Path

import jiwer
import sacrebleu
from sacrebleu.metrics import BLEU, CHRF

assert sacrebleu.__version__.startswith("2.6."), f"sacreBLEU 2.6 is needed, this is {sacrebleu.__version__}"

TOKENIZERS = ["13a", "zh", "char", "intl", "none"]
VARIANTS = 20  # of each sentence below
CORPUS = 50  # pairs in a corpus, of which a summed score is written

SENTENCES = [
    "Мы встретимся завтра утром, в 9.30, у ворот (как всегда).",
    "Το πλοίο έφυγε χθες, αλλά «κανείς» δεν το είδε!",
    "السلام عليكم، يا صديقي. هل وصلت الرسالة؟",
    "שלום לכולם, ההודעה הגיעה (סוף סוף).",
    "今天天气很好,我们去公园散步吧。",
    "我们 明天 早上 九点 见面 。",
    "私は本を読みます。明日、東京へ行きます。",
    "안녕하세요, 내일 아침 아홉 시에 만납시다.",
    "नमस्ते दुनिया, हम कल सुबह मिलेंगे।",
    "พรุ่งนี้เช้าเราจะพบกันที่สถานี",
    "Grüße aus Zürich: Straße 5, \"gleich\" um die Ecke!",
    "Où est-il? À midi, près de l'église (rénovée)...",
    "cafe\u0301 \U0001f600\U0001f680 \U0001f468\u200d\U0001f469\u200d\U0001f467 na\u00efve!",
    "\U0001d54f = \U0001d7d8.\U0001d7d9, \U00020000\U00020001 \U00020002",
    "(hi) [see] {it} ~now~ _here_ $5 5% a! ! ? 'x' --",
    "  no\u00a0break\u3000wide \u2028line\u0085next\u001cend ",
    "张三在2024年5月花了3,500.75元买iPhone-15，他说：“不贵！”",
    "會議於9:30開始—請帶上報告（第2.1版）……",
    "価格は￥1,200です。「安い」と田中さんは言いませんでした！",
    "ｶﾀｶﾅとＡＢＣ１２３、そして〜100％〜",
    "ໂຮງຮຽນຢູ່ໃສ? ຂ້ອຍບໍ່ຮູ້ 3.5 ກິໂລ",
    "មិនអីទេ។ ជួបគ្នាម៉ោង ៩:៣០។",
    "Prices rose 3.5% (€1,000 → €1,035), didn't they? Mr O’Neil said “no”…",
    "x ≤ y ∧ ¬z ⇒ f(x)=2·π·r², see §3.2–3.4 & [12]; α/β-test",
    "A–B, 1–2, a.b,c 1.2,3 ½½.½ ٣.٥ १,२ ²³.",
    "☂ ✓ ➜ ⚠ 天气☀很好➡去公园 \U0001f600好\U0001f680 \U00020000。",
]


def damage(text, rng):
    """Drops, swaps and doubles words; of a text of few words, characters."""
    by_words = len(text.split()) > 4 and rng.random() < 0.7
    parts = text.split(" ") if by_words else list(text)
    for _ in range(rng.randint(0, max(3, len(parts) // 4))):
        if len(parts) < 2:
            break
        i = rng.randrange(len(parts) - 1)
        kind = rng.randrange(4)
        if kind == 0:
            del parts[i]
        elif kind == 1:
            parts[i], parts[i + 1] = parts[i + 1], parts[i]
        elif kind == 2:
            parts.insert(i, parts[i])
        else:
            parts[i] = rng.choice(parts)
    return (" " if by_words else "").join(parts)


def lines(value):
    """JSON, a line an object of a list."""
    if not (isinstance(value, list) and isinstance(value[0], dict)):
        return json.dumps(value)
    return "[\n" + ",\n".join(map(json.dumps, value)) + "\n]"


def main():
    rng = random.Random(20)
    references = [text for text in SENTENCES for _ in range(VARIANTS)]
    rng.shuffle(references)
    chrfpp = CHRF(word_order=2)

    strict = {name: BLEU(tokenize=name, force=True) for name in TOKENIZERS}
    effective = {name: BLEU(tokenize=name, force=True, effective_order=True) for name in TOKENIZERS}

    def score(hypotheses, references):
        return {
            "chrfpp": chrfpp.corpus_score(hypotheses, [references]).score / 100,
            "character_error_rate": jiwer.cer(references, hypotheses),
            "bleu": {name: bleu.corpus_score(hypotheses, [references]).score / 100 for name, bleu in strict.items()},
            "effective_bleu": {
                name: bleu.corpus_score(hypotheses, [references]).score / 100 for name, bleu in effective.items()
            },
        }

    pairs = [(damage(reference, rng), reference) for reference in references]
    starts = range(0, len(pairs), CORPUS)
    ranges = [(start, min(len(pairs), start + CORPUS)) for start in starts] + [(0, len(pairs))]
    corpora = [{"start": start, "end": end, **score(*map(list, zip(*pairs[start:end])))} for start, end in ranges]
    vectors = {
        "made_by": f"tests/fidelity/make_script_vectors.py with sacreBLEU {sacrebleu.__version__}, jiwer 4",
        "chrfpp": str(chrfpp.get_signature()),  # there is none before a corpus was scored
        "tokenizers": TOKENIZERS,
        "bleu": str(strict["13a"].get_signature()),
        "pairs": [
            {
                "hypothesis": hypothesis,
                "reference": reference,
                "chrfpp": chrfpp.sentence_score(hypothesis, [reference]).score / 100,
                "character_error_rate": jiwer.cer(reference, hypothesis),
                "bleu": [effective[name].sentence_score(hypothesis, [reference]).score / 100 for name in TOKENIZERS],
            }
            for hypothesis, reference in pairs
        ],
        "corpora": corpora,
    }
    path = Path(__file__).with_name("scripts.json")
    entries = ",\n".join(f"{json.dumps(key)}: {lines(value)}" for key, value in vectors.items())
    path.write_text(f"{{\n{entries}\n}}\n", encoding="ascii")


main()
