"""Small tokenizers that cut text as GPT-2, SmolLM2, Llama 3 and Qwen 2 do, and Hugging Face's ids of texts in many scripts.

    python make_pre_tokenizer_vectors.py                       writes pre_tokenizer_vectors.json
    python make_pre_tokenizer_vectors.py --lines 5000 --out F  the same with more lines, to be checked once:
    deno run -A check_tokenizers.ts F
    ... --tokenizer TOKENIZER.json                         with the ids of a whole model's tokenizer too

Needs `pip install tokenizers`. The patterns are those of the models' own tokenizer.json files.
"""

import argparse
import json
import random
import unicodedata

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

LLAMA3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")


def split(pattern):
    return pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(pattern), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def gpt2():
    return pre_tokenizers.ByteLevel(add_prefix_space=False)


KINDS = {
    "gpt2": gpt2(),
    "smollm": pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), gpt2()]),
    "llama3": split(LLAMA3),
    "qwen2": split(QWEN2),
}

# The first and last code points of blocks of many scripts.
BLOCKS = [
    (0x21, 0x7E), (0xA1, 0xFF), (0x100, 0x17F), (0x1E00, 0x1EFF), (0x370, 0x3FF), (0x400, 0x4FF), (0x530, 0x58F), (0x590, 0x5FF), (0x600, 0x6FF), (0x700, 0x74F),
    (0x780, 0x7BF), (0x7C0, 0x7FF), (0x900, 0x97F), (0x980, 0x9FF), (0xA00, 0xA7F), (0xA80, 0xAFF), (0xB00, 0xB7F), (0xB80, 0xBFF), (0xC00, 0xC7F), (0xC80, 0xCFF),
    (0xD00, 0xD7F), (0xD80, 0xDFF), (0xE00, 0xE7F), (0xE80, 0xEFF), (0xF00, 0xFFF), (0x1000, 0x109F), (0x10A0, 0x10FF), (0x1100, 0x11FF), (0x1200, 0x137F), (0x13A0, 0x13FF),
    (0x1400, 0x167F), (0x1680, 0x169F), (0x16A0, 0x16FF), (0x1780, 0x17FF), (0x1800, 0x18AF), (0x2000, 0x206F), (0x2070, 0x209F), (0x20A0, 0x20CF), (0x2100, 0x214F),
    (0x2150, 0x218F), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2460, 0x24FF), (0x2500, 0x257F), (0x2600, 0x26FF), (0x2C00, 0x2C5F), (0x2D30, 0x2D7F), (0x3000, 0x303F),
    (0x3040, 0x309F), (0x30A0, 0x30FF), (0x3130, 0x318F), (0x3200, 0x32FF), (0x4E00, 0x9FFF), (0xA000, 0xA48F), (0xAC00, 0xD7A3), (0xE000, 0xE0FF), (0xFB00, 0xFB4F),
    (0xFE30, 0xFE4F), (0xFF00, 0xFFEF), (0x10000, 0x1007F), (0x10300, 0x1032F), (0x10400, 0x1044F), (0x12000, 0x120FF), (0x13000, 0x130FF), (0x1D400, 0x1D4FF), (0x1F300, 0x1F5FF),
    (0x1F600, 0x1F64F), (0x1F900, 0x1F9FF), (0x20000, 0x200FF),
]
GAPS = [" ", " ", " ", " ", "  ", "   ", "\t", "\n", "\r\n", "\n\n", " \n ", "\u00a0", "\u2003", "\u3000", "\u0085", "\u2028", "", "", "-", "'", "’", ". ", ", ", "…"]
ENDINGS = ["'s", "'S", "'ll", "'LL", "'re", "'ve", "'d", "'m", "'t", "'x", "’s"]
FIXED = [
    "", " ", "  ", "\n", "a", "Hello, world!", "It's 3.14159 or 2,718; not 1e-9!", "trailing ", "  leading", "a  1", "a 12  34 ", "1 2 3", "½²³ ١٢٣ ४५६ Ⅷ ⑨", "x\r\n\r\n y", "don't DON'T don’t", "snake_case12",
    "ſ's", "\ufeffbom", "a\u0085b", "\u001ca\u001fb", "e\u0301 \u0301", "👍🏽 👨‍👩‍👧‍👦 🇪🇺", "\U0001d54f\U0001d7d8", "你好，世界。123", "مرحبا ١٢٣", "한국어 ㅋㅋ", "ไทย ๑๒", "<|endoftext|>x<|im_start|>", "\u0000\u0007", "aaa" * 30,
]


def word(rng):
    first, last = rng.choice(BLOCKS)
    kind = rng.random()
    if kind < 0.15:
        return "".join(rng.choice("0123456789") for _ in range(rng.randint(1, 6)))
    if kind < 0.35:
        return "".join(rng.choice("etaoinshrdlu") for _ in range(rng.randint(1, 9))) + (rng.choice(ENDINGS) if rng.random() < 0.3 else "")
    # Assigned characters only: what a newer Unicode assigns, an older one cuts otherwise.
    letters = [chr(c) for c in range(first, last + 1) if unicodedata.category(chr(c)) not in ("Cn", "Cs")]
    return "".join(rng.choice(letters) for _ in range(rng.randint(1, 8)))


def line(rng):
    return "".join(word(rng) + rng.choice(GAPS) for _ in range(rng.randint(1, 12)))


def ids_of(name, tokenizer):
    file = json.loads(tokenizer.to_str())
    plain = Tokenizer.from_str(json.dumps({**file, "added_tokens": []}))  # reads no special token out of a text
    return {"kind": name, "tokenizer": file, "ids": [plain.encode(text).ids for text in texts]}


parser = argparse.ArgumentParser()
parser.add_argument("--lines", type=int, default=30)
parser.add_argument("--out", default="pre_tokenizer_vectors.json")
parser.add_argument("--tokenizer", action="append", default=[])
options = parser.parse_args()
rng = random.Random(1)
training = [line(rng) for _ in range(400)]
texts = FIXED + [line(rng) for _ in range(options.lines)]
made = []
for name, pre_tokenizer in KINDS.items():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(training, trainers.BpeTrainer(vocab_size=420, special_tokens=["<|endoftext|>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    made.append(ids_of(name, tokenizer))
for path in options.tokenizer:
    made.append(ids_of(path, Tokenizer.from_file(path)))
with open(options.out, "w") as file:
    json.dump({"texts": texts, "tokenizers": made}, file, ensure_ascii=True, separators=(",", ":"))
