"""A word-level semantic codec in the manner of DeepSC (Xie, Qin, Li and Juang, IEEE Transactions on Signal Processing 69, 2021), trained and
judged by ourselves, as a peer beside semcom's own codecs.

    python deepsc.py OUT --train europarl.train.txt --minutes M [--device cuda]                 (run again to resume)
    python deepsc.py OUT --test europarl.test.txt [--lines N] [--channel rayleigh]              (fidelity against SNR)
    (pip install torch sacrebleu; a maintainer's tool, no user needs it)

Four Transformer layers of width 128 with 8 heads on each side, dense layers to 16 real numbers a word (8 channel uses a word) and back, greedy
decoding. Words are lower case, punctuation is a word of its own, and the 22,000 most frequent words of the training text are all there are: as in
the paper, another word cannot be sent, and counts as wrong here. Lines have 4 to 30 such words.

Conventions are semcom's: a channel use is a complex symbol, mean power 1 over the uses of a sentence's own words (nothing is sent for filling),
SNR is Es/N0 per use. Rayleigh is block fading, one gain a sentence, known to the receiver, which equalises. The SNR of training is drawn uniformly from -3 to
12 dB, where the paper trains at one.

OUT/state.pt is the newest state, OUT/vocabulary.json the words, OUT/log.jsonl the loss. The learning rate follows the time trained.
"""

import argparse
import collections
import gzip
import json
import math
import os
import random
import re
import time
from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F

PAD, START, END, UNKNOWN = range(4)
WORDS, SHORTEST, LONGEST = 22_000, 4, 30
WIDTH, HEADS, LAYERS, HIDDEN, REALS = 128, 8, 4, 512, 16


def words(line):
    return re.findall(r"[a-z0-9]+(?:['’][a-z]+)?|[^\sa-z0-9]", line.lower())


def read(path):
    text = (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8", newline="\n").read()
    lines = (words(line) for line in text.split("\n"))
    return [line for line in lines if SHORTEST <= len(line) <= LONGEST]


class DeepSC(nn.Module):
    def __init__(self, vocabulary, dropout=0.1):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, WIDTH, padding_idx=PAD)
        place, pair = torch.arange(LONGEST + 2)[:, None], torch.arange(0, WIDTH, 2)
        angle = place * torch.exp(-math.log(10_000) * pair / WIDTH)
        self.register_buffer("places", torch.stack([angle.sin(), angle.cos()], -1).flatten(1), persistent=False)
        layer = dict(d_model=WIDTH, nhead=HEADS, dim_feedforward=HIDDEN, dropout=dropout, batch_first=True)
        self.encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(**layer), LAYERS, enable_nested_tensor=False)
        self.decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(**layer), LAYERS)
        self.channel_encoder = nn.Sequential(nn.Linear(WIDTH, 256), nn.ReLU(), nn.Linear(256, REALS))
        self.widen = nn.Linear(REALS, WIDTH)
        self.channel_decoder = nn.Sequential(nn.ReLU(), nn.Linear(WIDTH, 512), nn.ReLU(), nn.Linear(512, WIDTH))
        self.norm = nn.LayerNorm(WIDTH)
        self.output = nn.Linear(WIDTH, vocabulary)

    def embed(self, ids):
        return self.embedding(ids) * math.sqrt(WIDTH) + self.places[: ids.shape[1]]

    def send(self, ids):
        """ids [B,T] -> channel input [B,T,8,2], mean power 1 a use over the sentence's own words."""
        real = (ids != PAD)[..., None]
        x = self.channel_encoder(self.encoder(self.embed(ids), src_key_padding_mask=~real[..., 0])).float() * real
        power = x.square().sum((1, 2), keepdim=True) / (real.sum((1, 2), keepdim=True) * (REALS / 2))
        return (x / power.sqrt()).unflatten(-1, (REALS // 2, 2))

    def receive(self, y):
        """equalised uses [B,T,8,2] -> features [B,T,128]"""
        wide = self.widen(y.flatten(2))
        return self.norm(wide + self.channel_decoder(wide))

    def step(self, features, filled, ids):
        """features [B,T,128], the words so far [B,N] -> hidden states [B,N,128]"""
        later = torch.ones(ids.shape[1], ids.shape[1], dtype=torch.bool, device=ids.device).triu(1)
        return self.decoder(self.embed(ids), features, tgt_mask=later, memory_key_padding_mask=filled)


def air(x, snr_db, fading):
    """Adds noise of variance N0/2 a real dimension, after one Rayleigh gain a sentence if it fades; the receiver divides by the gain."""
    deviation = (10 ** (-snr_db / 10) / 2).sqrt()[:, None, None, None]
    if fading:
        gain = (torch.randn(len(x), 2, device=x.device) / math.sqrt(2)).square().sum(-1).sqrt()
        deviation = deviation / gain[:, None, None, None]
    return x + deviation * torch.randn_like(x)


def batch_of(sentences, device):
    longest = max(map(len, sentences))
    return torch.tensor([s + [PAD] * (longest - len(s)) for s in sentences], device=device)


def batches(sentences, size, rng):
    while True:
        pool = sorted(rng.sample(sentences, min(len(sentences), size * 50)), key=len)
        groups = [pool[i : i + size] for i in range(0, len(pool), size)]
        rng.shuffle(groups)
        yield from groups


def train(args, model, vocabulary, state, state_file):
    device, cuda = args.device, args.device.startswith("cuda")
    index = {word: i for i, word in enumerate(vocabulary)}
    sentences = [[index.get(word, UNKNOWN) for word in line] for line in read(args.train)]
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.rate, betas=(0.9, 0.98), weight_decay=0.01, fused=cuda)
    step, seen, seconds = 0, 0, 0.0
    if state:
        optimizer.load_state_dict(state["optimizer"])
        step, seen, seconds = state["step"], state["words"], state["seconds"]
    torch.manual_seed(args.seed + step)
    begun = last = time.monotonic()
    noted, losses = seconds, []

    def save():
        torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "words": seen, "seconds": seconds}, state_file.with_suffix(".new"))
        os.replace(state_file.with_suffix(".new"), state_file)
        row = {"step": step, "words": seen, "epochs": round(seen / sum(map(len, sentences)), 2), "minutes": round(seconds / 60, 2), "loss": round(torch.stack(losses).mean().item(), 4) if losses else None}
        print(json.dumps(row), flush=True)
        with open(args.out / "log.jsonl", "a") as log:
            log.write(json.dumps(row) + "\n")
        losses.clear()

    model.train()
    for group in batches(sentences, args.batch, random.Random(args.seed + step)):
        done = seconds / 60 / args.minutes
        if done >= 1 or time.monotonic() - begun > args.pause * 60:
            break
        optimizer.param_groups[0]["lr"] = args.rate * min(1, (step + 1) / 1000) * 0.5 * (1 + math.cos(math.pi * done))
        ids = batch_of(group, device)
        snr = torch.empty(len(ids), device=device).uniform_(-3, 12)
        target = torch.cat([ids, torch.full_like(ids[:, :1], PAD)], 1)
        target[torch.arange(len(ids)), (ids != PAD).sum(1)] = END
        given = torch.cat([torch.full_like(ids[:, :1], START), ids], 1)
        with torch.autocast("cuda", torch.bfloat16, enabled=cuda):
            y = air(model.send(ids), snr, step % 2 == 1)
            hidden = model.step(model.receive(y), ids == PAD, given)
            wanted = target != PAD
            loss = F.cross_entropy(model.output(hidden[wanted]).float(), target[wanted])
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        losses.append(loss.detach())
        step, seen = step + 1, seen + sum(map(len, group))
        now = time.monotonic()
        seconds, last = seconds + now - last, now
        if seconds - noted > args.minutes * 60 / 30:
            noted = seconds
            save()
    save()


@torch.no_grad()
def generate(model, ids, snr_db, fading):
    y = air(model.send(ids), torch.full((len(ids),), float(snr_db), device=ids.device), fading)
    features, filled = model.receive(y), ids == PAD
    out = torch.full((len(ids), 1), START, device=ids.device)
    for _ in range(LONGEST + 1):
        out = torch.cat([out, model.output(model.step(features, filled, out)[:, -1]).argmax(-1, keepdim=True)], 1)
        if (out == END).any(1).all():
            break
    return [row[: row.index(END)] if END in row else row for row in out[:, 1:].tolist()]


def test(args, model, vocabulary):
    import sacrebleu

    index = {word: i for i, word in enumerate(vocabulary)}
    lines = read(args.test)[: args.lines]
    unknown = sum(word not in index for line in lines for word in line) / sum(map(len, lines))
    print(f"{len(lines)} lines of {sum(map(len, lines)) / len(lines):.1f} words, {unknown:.2%} of the words unknown, {args.channel}, 8 uses a word")
    model.eval()
    sent = [" ".join(line) for line in lines]
    for snr in args.snr:
        torch.manual_seed(args.seed)
        got = []
        for i in range(0, len(lines), 256):
            ids = batch_of([[index.get(word, UNKNOWN) for word in line] for line in lines[i : i + 256]], args.device)
            got += [" ".join(vocabulary[j] for j in row) for row in generate(model, ids, snr, args.channel == "rayleigh")]
        bleu = [sacrebleu.BLEU(tokenize="none", max_ngram_order=n).corpus_score(got, [sent]).score / 100 for n in (1, 4)]
        exact = sum(a == b for a, b in zip(got, sent)) / len(sent)
        print(json.dumps({"snr_db": snr, "exact": round(exact, 4), "bleu1": round(bleu[0], 4), "bleu4": round(bleu[1], 4), "example": got[0]}), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--train")
    parser.add_argument("--test")
    parser.add_argument("--lines", type=int, default=1000)
    parser.add_argument("--channel", choices=["awgn", "rayleigh"], default="awgn")
    parser.add_argument("--snr", type=float, nargs="+", default=[-6, -3, 0, 1, 2, 3, 6, 9, 12, 15, 18])
    parser.add_argument("--minutes", type=float, default=25)
    parser.add_argument("--pause", type=float, default=math.inf, help="stop after so many minutes of this run, to be resumed")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=5e-4)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    file, state_file = args.out / "vocabulary.json", args.out / "state.pt"
    if not file.exists():
        counts = collections.Counter(word for line in read(args.train) for word in line)
        file.write_text(json.dumps(["<pad>", "<start>", "<end>", "<unknown>", *(word for word, _ in counts.most_common(WORDS))]))
    vocabulary = json.loads(file.read_text())
    state = torch.load(state_file, map_location=args.device) if state_file.exists() else None
    model = DeepSC(len(vocabulary)).to(args.device)
    if state:
        model.load_state_dict(state["model"])
    if args.train:
        train(args, model, vocabulary, state, state_file)
    if args.test:
        test(args, model, vocabulary)


if __name__ == "__main__":
    main()
