"""Writes scripts.json, the reference vectors of chrF++ and of the character error rate, with sacreBLEU 2.6 and jiwer 4.

Only maintainers run it, with Python 3.9 or later:

    pip install sacrebleu==2.6.0 jiwer==4.0.0
    python tests/fidelity/make_script_vectors.py
    deno fmt tests/fidelity/scripts.json

The sentences of many scripts below go in, each several times. Hypotheses are made by dropping, swapping, doubling and
exchanging words or characters, seeded. chrF++ is divided by 100, so 0..1.
"""

import json
import random
from pathlib import Path

import jiwer
import sacrebleu
from sacrebleu.metrics import CHRF

assert sacrebleu.__version__.startswith("2.6."), f"sacreBLEU 2.6 is needed, this is {sacrebleu.__version__}"

VARIANTS = 14  # of each sentence below
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


def main():
    rng = random.Random(20)
    references = [text for text in SENTENCES for _ in range(VARIANTS)]
    rng.shuffle(references)
    chrfpp = CHRF(word_order=2)

    def score(hypotheses, references):
        return {
            "chrfpp": chrfpp.corpus_score(hypotheses, [references]).score / 100,
            "character_error_rate": jiwer.cer(references, hypotheses),
        }

    pairs = [(damage(reference, rng), reference) for reference in references]
    starts = range(0, len(pairs), CORPUS)
    ranges = [(start, min(len(pairs), start + CORPUS)) for start in starts] + [(0, len(pairs))]
    corpora = [{"start": start, "end": end, **score(*map(list, zip(*pairs[start:end])))} for start, end in ranges]
    vectors = {
        "made_by": f"tests/fidelity/make_script_vectors.py with sacreBLEU {sacrebleu.__version__}, jiwer 4",
        "chrfpp": str(chrfpp.get_signature()),  # there is none before a corpus was scored
        "pairs": [
            {
                "hypothesis": hypothesis,
                "reference": reference,
                "chrfpp": chrfpp.sentence_score(hypothesis, [reference]).score / 100,
                "character_error_rate": jiwer.cer(reference, hypothesis),
            }
            for hypothesis, reference in pairs
        ],
        "corpora": corpora,
    }
    path = Path(__file__).with_name("scripts.json")
    path.write_text(json.dumps(vectors, indent=1) + "\n", encoding="ascii")


main()
