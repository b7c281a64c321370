"""Reference token ids by Hugging Face tokenizers:  python make_vectors.py ../../../models/bart-mini/tokenizer.json > tokenizer_vectors.json"""

import json
import sys

from tokenizers import Tokenizer

TEXTS = [
    "", " ", "  ", "\n", "\t\tx", "a", "Hello, world!", "The committee meets at noon.", "I'm sure they'll say we've won, didn't they?",
    "It's 3.14159 or 2,718; not 1e-9!", "trailing space ", "  leading spaces", "two  spaces   three", "line one\nline two\r\n",
    "naïve café — “quoted” … ½ €5", "Größe, Żółć, ěščřž", "Привет, мир!", "你好，世界。", "こんにちは世界", "안녕하세요", "مرحبا بالعالم",
    "👍🏽 family 👨‍👩‍👧‍👦 flag 🇪🇺", "e\u0301 combining", "\u00a0non-breaking\u2003em space", "zero\u200bwidth\ufeffbom", "control\u0000\u0007chars",
    "SHOUTING AND whispering", "snake_case camelCase kebab-case", "https://example.org/a?b=c&d=%20#e", "x" * 300, "ab " * 100, "'s 'S 'll 'LL",
    "<s> </s> <pad> <unk>", "don’t", "20°C ± 0.5°C", "½²³", "١٢٣", "\U0001d54f math",
]

tokenizer = Tokenizer.from_file(sys.argv[1])
json.dump([{"text": t, "ids": tokenizer.encode(t, add_special_tokens=False).ids if "<" not in t else None} for t in TEXTS], sys.stdout, ensure_ascii=True)
