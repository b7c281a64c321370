"""Corpora -> tokenizer.json and token files.   python prepare.py --corpora FOLDER --out WORK [--checkpoint FOLDER]

Byte-level BPE trained on a sample of the mixture, or a checkpoint's own (`train.py --init`); then every sentence as token
ids: WORK/{train,europarl.valid}.npz with `ids` (uint16, uint32 for more than 65,536 tokens, all sentences end to end) and
`ends` (int64).  One training sentence in 25 is put in lower case and one in 100
in upper case, so that what users type without shift keys is not foreign to the codec.
"""

import argparse
import gzip
import json
import random
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import AutoTokenizer

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


def checkpoint_tokenizer(folder):
    """The tokenizer of a Hugging Face checkpoint, from its tokenizer.json or, in old ones, vocab.json and merges.txt."""
    if (folder / "tokenizer.json").exists():
        return Tokenizer.from_file(str(folder / "tokenizer.json"))
    return AutoTokenizer.from_pretrained(folder).backend_tokenizer


def plain(tokenizer):
    """The tokenizer without the eyes for special tokens' names: a codec sends those in a text as any other letters."""
    return Tokenizer.from_str(json.dumps({**json.loads(tokenizer.to_str()), "added_tokens": []}))


def save(path, tokenizer, sentences):
    dtype = np.uint16 if tokenizer.get_vocab_size() <= 2**16 else np.uint32
    ids, ends, total = [], [], 0
    for start in range(0, len(sentences), 50_000):
        for encoding in tokenizer.encode_batch(sentences[start:start + 50_000], add_special_tokens=False):
            total += len(encoding.ids)
            ids.append(np.array(encoding.ids, dtype))
            ends.append(total)
    np.savez(path, ids=np.concatenate(ids), ends=np.array(ends, np.int64))
    print(f"{path.name}: {len(sentences)} sentences, {total} tokens, {total / sum(len(s.split()) for s in sentences):.3f} tokens a word")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--vocabulary", type=int, default=8192)
    parser.add_argument("--checkpoint", type=Path, help="a folder with a Hugging Face checkpoint whose tokenizer is taken")
    parser.add_argument("--sample", type=int, default=400_000, help="sentences that the tokenizer learns from")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    rng = random.Random(1)
    train = [line for path in sorted(args.corpora.glob("*.train.txt.gz")) for line in lines(path)]
    rng.shuffle(train)
    tokenizer = checkpoint_tokenizer(args.checkpoint) if args.checkpoint else train_tokenizer(train[:args.sample], args.vocabulary)
    tokenizer.save(str(args.out / "tokenizer.json"), pretty=not args.checkpoint)  # of 50,000 tokens 2 MB instead of 4, the most that a codec may have
    tokenizer = plain(tokenizer)
    train = [s.lower() if (u := rng.random()) < 0.04 else s.upper() if u < 0.05 else s for s in train]
    save(args.out / "train.npz", tokenizer, train)
    save(args.out / "europarl.valid.npz", tokenizer, lines(args.corpora / "europarl.valid.txt"))


if __name__ == "__main__":
    main()
