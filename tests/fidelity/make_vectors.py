"""Writes sacrebleu.json, the reference vectors of the fidelity tests, with sacreBLEU 2.6.

Only maintainers run it, when a pair is added, with Python 3.9 or later:

    pip install sacrebleu==2.6.0
    python tests/fidelity/make_vectors.py
    deno fmt tests/fidelity/sacrebleu.json

Scores are divided by 100, so 0..1. A list of BLEU scores has order 1 first. Tokens are separated by one space.
"""

import json
from pathlib import Path

import sacrebleu
from sacrebleu.metrics import BLEU, CHRF

assert sacrebleu.__version__.startswith("2.6."), f"sacreBLEU 2.6 is needed, this is {sacrebleu.__version__}"

# Name of a corpus: its (hypothesis, reference) pairs.
CORPORA = {
    "nearly right": [
        ("The committee approved the budget.", "The committee approved the budget."),
        ("The committee approved a budget.", "The committee approved the budget."),
        ("the committee approved the budget .", "The committee approved the budget."),
        ("She closed the window because it was cold outside.", "She closed the window since it was cold outside."),
        ("We will meet again on Monday at the station", "We will meet again on Tuesday at the station."),
        ("He did not say when he would be back.", "He did not say when he would come back."),
        ("A ship entered the harbour at dawn, and nobody saw it.", "A ship entered the harbour at dawn and nobody saw it."),
        ("This is the last report of the year!", "This is the last report of the year?"),
    ],
    "longer and shorter": [
        ("The road is closed.", "The road over the pass is closed until the snow has melted."),
        ("The road over the pass is closed until the snow has melted.", "The road is closed."),
        ("the the the the the the the", "The cat is on the mat and the dog is on the rug."),
        ("is is is it it it it is", "it is what it is"),
        ("one two three four five six seven eight nine ten", "one two three four five"),
        ("one two three four five", "one two three four five six seven eight nine ten"),
        ("rain", "The rain began at noon and did not stop before the evening."),
        (
            "When the lamps went out the whole street stood still, and for a minute there was no sound but the wind.",
            "When the lamps went out, the whole of the street stood still; for one minute no sound was heard but wind.",
        ),
    ],
    "very short": [
        ("Yes.", "Yes."),
        ("Yes", "Yes."),
        ("No", "Yes"),
        ("a", "a"),
        ("a b", "a b"),
        ("a b c", "a b c"),
        ("b a", "a b"),
        (".", "."),
        ("Go on", "Go on then"),
        ("a b c", "a b c d e f"),
    ],
    "nothing": [
        ("", "Something was sent."),
        ("Something came out of the noise.", ""),
        ("", ""),
        (" ", "   \t "),
        ("   ", "A text against white space."),
        ("<skipped>", "<skipped>"),
        ("xylophone zebra quartz", "blue fog hung over"),
        ("1 2 3", "a b c"),
    ],
    "punctuation": [
        ("Wait... what?! Really?", "Wait... What? Really!"),
        ("(see page 4) [and note 7] {or none}", "(see page 4), [and note 7], {or none}"),
        ("either/or; neither|nor: both", "either / or; neither | nor: both"),
        ("a_b = c^2 + ~d * e % f # g @ h \\ i", "a_b = c^2 + d * e % f # g @ h \\ i"),
        ("\"Stop,\" he said, 'or I'll run.'", "\"Stop\", he said, 'or I will run'."),
        ("It's the students' choice, isn't it?", "It is the students' choice, is it not?"),
        ("`ls` prints $HOME & more...", "`ls` prints $HOME and more."),
        ("..,,..", ".,.,.,"),
        ("end.Start,again.", "end. Start, again."),
        ("user.name@mail.example.org, https://www.example.org/a?b=c&d=1.5", "user.name@mail.example.org https://example.org/a"),
    ],
    "numbers": [
        ("It cost 1,234,567.89 in 2019.", "It cost 1,234,567.89 in 2018."),
        ("Pi is 3.14159, or about 3.14.", "Pi is 3.14159 or about 3.14"),
        ("Between 10-12 and 20-25 people", "Between 10 - 12 and 20-25 people"),
        (".5 and 5. and ,5 and 5,", "0.5 and 5 and 0,5 and 5"),
        ("At 12:30, 45% of 7/8 were -3.", "At 12:30 45 % of 7/8 were - 3."),
        ("F-16, B-52s, 747-400 and 3-D", "F-16s, B-52, 747-400, and 3D"),
        ("v1.2.3,4.5-6.", "v1.2.3, 4.5-6"),
        ("\u0663.\u0665 and \u0967,\u0968", "\u0663.\u0664 and \u0967,\u0968"),
        ("x\u00b2.y 5\u00bd,z", "x\u00b2. y 5\u00bd, z"),
    ],
    "entities and lines": [
        ("He said &quot;yes&quot; &amp; left.", "He said \"yes\" & left."),
        ("&lt;b&gt; is bold", "<b> is bold"),
        ("&amp;quot; &amp;lt; &amp;amp;", "&quot; &lt; &amp;"),
        ("&apos;tis &nbsp; &#39; &QUOT;", "'tis ' \""),
        ("a <skipped> word and a<skipped>b", "a word and ab"),
        ("<skip<skipped>ped> text", "text that was skipped"),
        ("a hyphen-\nated word\nand a line", "a hyphenated word and a line"),
        ("it ends in a hyphen-\n", "it ends in a hyphen-"),
        ("carriage-\r\nreturn and\rline", "carriage-return and line"),
        ("R&D, AT&T; fish & chips", "R & D, AT & T; fish and chips"),
    ],
    "hyphens and quotes": [
        ("a well-known state-of-the-art method", "a well known, state-of-the-art method"),
        ("dash \u2013 dash \u2014 dash\u2014dash -- dash", "dash - dash - dash-dash - dash"),
        ("\u201cCurly\u201d and \u2018single\u2019 and \u00abangled\u00bb", "\"Curly\" and 'single' and <<angled>>"),
        ("don\u2019t and don't", "don't and don\u2019t"),
        ("soft\u00adhyphen and hard\u2011hyphen", "softhyphen and hard-hyphen"),
        ("wait\u2026 \u00bfqu\u00e9? \u00a1no!", "wait... \u00bfqu\u00e9? \u00a1s\u00ed!"),
    ],
    "other scripts": [
        ("Мы встретимся завтра утром.", "Мы встретимся завтра вечером."),
        ("Το πλοίο έφυγε, χθες.", "Το πλοίο έφυγε χθες."),
        ("今天天气很好。", "今天天气不好。"),
        ("私は 本を 読みます。", "私は 本を 読みました。"),
        ("السلام عليكم، يا صديقي.", "السلام عليكم يا صديقي."),
        ("नमस्ते दुनिया।", "नमस्ते, दुनिया।"),
        ("שלום לכולם", "שלום לכם"),
        ("오늘은 날씨가 좋습니다.", "오늘은 날씨가 나쁩니다."),
        ("Grüße aus Zürich, Straße 5.", "Grüsse aus Zürich, Strasse 5."),
    ],
    "emoji and marks": [
        ("good morning \U0001f600\U0001f680!", "good morning \U0001f600!"),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467 family", "\U0001f468\u200d\U0001f469\u200d\U0001f466 family"),
        ("thumbs \U0001f44d\U0001f3fd. \U0001f600,\U0001f600", "thumbs \U0001f44d. \U0001f600, \U0001f600"),
        ("cafe\u0301 na\u00efve", "caf\u00e9 nai\u0308ve"),
        ("e\u0301.e\u0301,", "\u00e9.\u00e9,"),
        ("flags \U0001f1eb\U0001f1f7 \U0001f1e9\U0001f1ea", "flags \U0001f1e9\U0001f1ea \U0001f1eb\U0001f1f7"),
        ("\U0001d54f = \U0001d7d8.\U0001d7d9", "\U0001d54f = \U0001d7d8.\U0001d7da"),
    ],
    "white space": [
        ("non\u00a0breaking space", "non breaking\u00a0space"),
        ("thin\u2009narrow\u202fzero\u200bwidth", "thin narrow zero width"),
        ("a\u001cb\u001dc\u001ed\u001fe", "a b c d e"),
        ("next\u0085line and \ufeffmark", "next line and mark"),
        ("wide\u3000space\u2028and\u2029paragraph", "wide space and paragraph"),
        ("  leading,  double   and trailing.  \t", "leading, double and trailing."),
        ("tab\tand\vvertical\fform", "tab and vertical form"),
        ("ends in a break-\n\u0085", "ends in a break-\n\ufeff"),
    ],
}


def main():
    bleu = [BLEU(max_ngram_order=order, force=True) for order in range(1, 5)]
    sentence_bleu = [BLEU(max_ngram_order=order, effective_order=True) for order in range(1, 5)]
    chrf = CHRF()

    pairs = [
        {
            "hypothesis": hypothesis,
            "reference": reference,
            "hypothesis_tokens": bleu[0]._preprocess_segment(hypothesis),
            "reference_tokens": bleu[0]._preprocess_segment(reference),
            "sentence_bleu": [metric.sentence_score(hypothesis, [reference]).score / 100 for metric in sentence_bleu],
            "corpus_bleu": [metric.corpus_score([hypothesis], [[reference]]).score / 100 for metric in bleu],
            "chrf2": chrf.sentence_score(hypothesis, [reference]).score / 100,
        }
        for corpus in CORPORA.values()
        for hypothesis, reference in corpus
    ]

    ranges = {}
    start = 0
    for name, corpus in CORPORA.items():
        ranges[name] = (start, start + len(corpus))
        start += len(corpus)
    ranges["all"] = (0, len(pairs))

    corpora = []
    for name, (start, end) in ranges.items():
        hypotheses = [pair["hypothesis"] for pair in pairs[start:end]]
        references = [pair["reference"] for pair in pairs[start:end]]
        corpora.append({
            "name": name,
            "start": start,
            "end": end,
            "corpus_bleu": [metric.corpus_score(hypotheses, [references]).score / 100 for metric in bleu],
            "chrf2": chrf.corpus_score(hypotheses, [references]).score / 100,
        })

    vectors = {
        "made_by": f"tests/fidelity/make_vectors.py with sacreBLEU {sacrebleu.__version__}",
        "bleu": str(bleu[3].get_signature()),
        "chrf": str(chrf.get_signature()),
        # What Python's str.split() splits at.
        "white_space": [code for code in range(0x110000) if not chr(code).split()],
        "pairs": pairs,
        "corpora": corpora,
    }
    path = Path(__file__).with_name("sacrebleu.json")
    path.write_text(json.dumps(vectors, indent=2) + "\n", encoding="ascii")


main()
