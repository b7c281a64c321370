"""Corpora -> tokenizer.json and token files.   python prepare.py --corpora FOLDER --out WORK

Byte-level BPE trained on a sample of the mixture; then every sentence as token ids: WORK/{train,europarl.valid}.npz with
`ids` (uint16, all sentences end to end) and `ends` (int64).  One training sentence in 25 is put in lower case and one in 100
in upper case, so that what users type without shift keys is not foreign to the codec.
"""

import argparse
import gzip
import random
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]


def lines(path):
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        return [line.rstrip("\n") for line in file]


def train_tokenizer(sentences, vocabulary):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(sentences, trainers.BpeTrainer(
        vocab_size=vocabulary, special_tokens=SPECIAL, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    return tokenizer


def save(path, tokenizer, sentences):
    ids, ends, total = [], [], 0
    for start in range(0, len(sentences), 50_000):
        for encoding in tokenizer.encode_batch(sentences[start:start + 50_000], add_special_tokens=False):
            total += len(encoding.ids)
            ids.append(np.array(encoding.ids, np.uint16))
            ends.append(total)
    np.savez(path, ids=np.concatenate(ids), ends=np.array(ends, np.int64))
    print(f"{path.name}: {len(sentences)} sentences, {total} tokens, {total / sum(len(s.split()) for s in sentences):.3f} tokens a word")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--vocabulary", type=int, default=8192)
    parser.add_argument("--sample", type=int, default=400_000, help="sentences that the tokenizer learns from")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    rng = random.Random(1)
    train = [line for path in sorted(args.corpora.glob("*.train.txt.gz")) for line in lines(path)]
    rng.shuffle(train)
    tokenizer = train_tokenizer(train[:args.sample], args.vocabulary)
    tokenizer.save(str(args.out / "tokenizer.json"))
    train = [s.lower() if (u := rng.random()) < 0.04 else s.upper() if u < 0.05 else s for s in train]
    save(args.out / "train.npz", tokenizer, train)
    save(args.out / "europarl.valid.npz", tokenizer, lines(args.corpora / "europarl.valid.txt"))


if __name__ == "__main__":
    main()
