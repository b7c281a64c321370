"""Train a codec.   python train.py --data WORK --out RUN --kind bart --hours 2.5     (run again to resume)

Every sentence draws its own link: SNR -6..20 dB (most of them -4..6), 1..12 uses a token, one of several channels, or bit mode with 4..24 bits a
token and soft bits of random reliability.  The learning rate follows the time trained (warm-up, then a half cosine to
zero at --hours), so that a busy machine changes how much is learnt and not the schedule.  RUN/state.pt is the newest
state, RUN/log.jsonl the loss and the validation figures.
"""

import argparse
import json
import math
import os
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from model import CodecConfig, SemanticCodec, from_checkpoint

VALIDATION = [("analog", 6, s) for s in (0, 3, 6, 9, 18)] + [("own", 6, 0), ("own", 6, 3)] + [("analog", 3, 9), ("analog", 12, 0), ("bits", 8, 20), ("bits", 10, 20), ("bits", 12, 20)]


class Sentences:
    def __init__(self, path):
        with np.load(path) as file:
            self.ids, ends = file["ids"], file["ends"]
        self.starts, self.ends = np.concatenate([[0], ends[:-1]]), ends

    def __len__(self):
        return len(self.ends)

    def __getitem__(self, i):
        return self.ids[self.starts[i]:self.ends[i]]


def pad(batch, filler):
    """Sentences of different lengths -> ids [B,T], filled up with a token."""
    ids = np.full((len(batch), max(map(len, batch))), filler, np.int64)
    for row, sentence in zip(ids, batch):
        row[:len(sentence)] = sentence
    return torch.from_numpy(ids)


def special_tokens(tokenizer_json):
    """The ids of the tokens that no text becomes."""
    return {token["id"] for token in json.loads(tokenizer_json.read_text())["added_tokens"]}


class Joiner:
    """Puts sentences one behind the other as the tokenizer would have cut the joined text: with a space, mostly, or line breaks."""

    def __init__(self, tokenizer_json):
        vocabulary = json.loads(tokenizer_json.read_text())["model"]["vocab"]
        self.space, self.newline = vocabulary["Ġ"], vocabulary["Ċ"]
        self.after_space = {i: vocabulary[f"Ġ{token}"] for token, i in vocabulary.items() if f"Ġ{token}" in vocabulary}

    def __call__(self, first, second, rng):
        kind = rng.random()
        if kind < 0.3:
            return np.concatenate([first, [self.newline] * rng.integers(1, 3), second])
        if second[0] in self.after_space:
            return np.concatenate([first, [self.after_space[second[0]]], second[1:]])
        return np.concatenate([first, [self.space], second])


def batches(sentences, join, rng, tokens, longest, filler):
    """Endless batches of sentences of similar length; one in eight is several sentences joined, so that long messages are known too."""
    while True:
        pool = []
        for _ in range(6000):
            sentence = sentences[rng.integers(len(sentences))]
            while rng.random() < 0.12 and 0 < len(sentence) < longest:
                sentence = join(sentence, sentences[rng.integers(len(sentences))], rng)
            pool.append(sentence[:longest])
        pool = sorted((s for s in pool if len(s)), key=len)
        groups, group = [], []
        for sentence in pool:
            if group and len(sentence) * (len(group) + 1) > tokens:
                groups.append(group)
                group = []
            group.append(sentence)
        groups.append(group)
        rng.shuffle(groups)
        for group in groups:
            yield pad(group, filler)


def spread(rate, length):
    """A real number of units a token -> whole units [B,T] whose running sum is the rounded-down running rate."""
    edges = torch.floor(rate[:, None] * torch.arange(length + 1) + 1e-4)
    return edges[:, 1:] - edges[:, :-1]


def draw_link(mask, width):
    """A random link for each sentence of a batch of which mask [B,T] is true -> (coordinates, snr_db, snr of every coordinate, bit)."""
    rows, length = mask.shape
    bit = (torch.rand(rows) < 0.33).float()
    uses = torch.where(torch.rand(rows) < 0.45, torch.full((rows,), 6.0), 1 + torch.rand(rows) * (width / 2 - 1))
    bits = torch.where(torch.rand(rows) < 0.65, 7 + torch.rand(rows) * 6, 4 + torch.rand(rows) * (width - 4))
    uses, bits = uses.clamp(max=width / 2), bits.clamp(max=width)
    coordinates = torch.where(bit[:, None] > 0.5, spread(bits, length), 2 * spread(uses, length)) * mask
    # Most of them where it is hard: above 6 dB there is soon little left to learn.
    snr_db = torch.where(torch.rand(rows) < 0.8, torch.rand(rows) * 10 - 4, torch.rand(rows) * 26 - 6)
    mean = 10 ** (snr_db / 10)
    clean = (bit > 0.5) & (torch.rand(rows) < 0.6)
    mean = torch.where(clean, torch.full_like(mean, 100.0), mean)
    kind = torch.rand(rows)
    # A uniform draw can be 0, whose infinite gain times a coordinate that is not sent would be no number.
    exponential = lambda *shape: -torch.log(torch.rand(*shape).clamp(min=1e-7))
    per_use = exponential(rows, length, width // 2).repeat_interleave(2, -1)
    per_message = exponential(rows)[:, None, None]
    lost = (torch.rand(rows, length, width // 2) < 0.3 * torch.rand(rows, 1, 1)).repeat_interleave(2, -1)
    gain = torch.ones(rows, length, width)
    gain = torch.where((kind > 0.55)[:, None, None], per_message, gain)
    gain = torch.where((kind > 0.67)[:, None, None], per_use, gain)
    gain = torch.where((kind > 0.88)[:, None, None], (~lost).float(), gain)
    gain = torch.where(clean[:, None, None], torch.ones(()), gain)
    sent = torch.arange(width) < coordinates[..., None]
    return coordinates, snr_db, mean[:, None, None] * gain * sent, bit


def observe(x, snr, bit, noise):
    """The input of the receiver's adapter: the equalised coordinate and its SNR; in bit mode the same facts as an LLR."""
    y = (x + noise / torch.sqrt(2 * snr.clamp(min=1e-4))) * (snr > 0)
    half_llr = math.sqrt(2) * snr * y
    as_bit = bit[:, None, None] > 0.5
    return torch.where(as_bit, torch.where(half_llr >= 0, 1.0, -1.0) * math.sqrt(0.5), y), torch.where(as_bit, half_llr.abs(), snr)


class VocabularyLoss(torch.autograd.Function):
    """Mean cross entropy of a tied output embedding, its gradient made at once and chunk by chunk: twice as fast here as the
    library's, whose logits of a whole batch (80 MB) leave the cache three times.  Under autocast its products are in bfloat16."""

    @staticmethod
    def forward(ctx, hidden, weight, bias, target, chunk=256):
        product = torch.get_autocast_dtype("cpu") if torch.is_autocast_enabled("cpu") else torch.float32
        h_all, w = hidden.to(product), weight.to(product)
        w_transposed = w.t().contiguous()
        gradient = torch.empty_like(h_all), torch.zeros(weight.shape), torch.zeros(bias.shape)
        loss, right, count = 0.0, 0, len(target)
        for h, t, gh in zip(h_all.split(chunk), target.split(chunk), gradient[0].split(chunk)):
            p = torch.mm(h, w_transposed).float().add_(bias)
            most, guess = p.max(-1, keepdim=True)
            right += (guess[:, 0] == t).sum().item()
            loss -= (p.gather(1, t[:, None]) - most).sum().item()
            total = p.sub_(most).exp_().sum(-1, keepdim=True)
            loss += total.log().sum().item()
            p.div_(total)
            p.scatter_add_(1, t[:, None], torch.full((len(t), 1), -1.0))
            gradient[2].add_(p.sum(0))
            p = p.to(product)
            torch.mm(p, w, out=gh)
            gradient[1].add_(torch.mm(p.t(), h))
        ctx.save_for_backward((gradient[0].float() / count).to(hidden.dtype), gradient[1].div_(count), gradient[2].div_(count))
        return torch.tensor(loss / count), torch.tensor(right / count)

    @staticmethod
    def backward(ctx, scale, _):
        return tuple(scale * g for g in ctx.saved_tensors) + (None, None)


@torch.no_grad()
def most_likely(codec, hidden, chunk=256):
    """The token of the largest logit for every row of `hidden` [N,d+2M]."""
    weight = codec.output_embedding().t().contiguous()
    return torch.cat([torch.addmm(codec.output_bias, h, weight).argmax(-1) for h in hidden.split(chunk)])


def in_rows(mask, tokens, filler):
    """Tokens of what is no padding -> ids [B,T]."""
    ids = torch.full(mask.shape, filler)
    ids[mask > 0] = tokens
    return ids


@torch.no_grad()
def guess(codec, memory, evidence, previous, mask):
    """The receiver's guess of every token when it has `previous` before it -> ids [B,T]."""
    return in_rows(mask, most_likely(codec, codec.hidden(memory, evidence, previous, mask)[mask > 0]), codec.config.pad)


def shift(ids, bos):
    """The token before each: ids [B,T] -> [B,T]."""
    return F.pad(ids[:, :-1], (1, 0), value=bos)


def loss_of(codec, ids, previous, coordinates, snr_db, snr, bit, noise, own=None, blind=False):
    """Mean cross entropy of the tokens, and how many the most likely token gets right (both over what is no padding).

    Where `own` [B,T] is true the receiver has its own guess before it instead of `previous`, as it will have on the air:
    made from `previous`, or, if `blind`, from what the evidence alone says, as the first pass of decoding is."""
    bos, filler = codec.config.bos, codec.config.pad
    mask = (ids != filler).float()
    x = codec.transmit(ids, mask, coordinates, snr_db, bit)
    y, snr = observe(x, snr, bit, noise)
    memory, evidence = codec.receive(y, snr, mask, bit)
    if own is not None:
        before = shift(in_rows(mask, most_likely(codec, evidence[mask > 0]), filler), bos) if blind else previous
        previous = torch.where(own, shift(guess(codec, memory, evidence, before, mask), bos), previous)
    hidden = codec.hidden(memory, evidence, previous, mask)[mask > 0]
    return VocabularyLoss.apply(hidden, codec.output_embedding(), codec.output_bias, ids[mask > 0])


def ordinary_tokens(c):
    """The tokens that texts become."""
    kept = torch.ones(c.vocabulary, dtype=torch.bool)
    kept[list(c.special)] = False
    return kept.nonzero()[:, 0]


def training_batch(ids, c, ordinary):
    """Adds the link, the receiver's imperfect guesses and, where the link has room to spare, tokens that no language model expects."""
    mask = ids != c.pad
    any_tokens = lambda: ordinary[torch.randint(len(ordinary), ids.shape)]
    coordinates, snr_db, snr, bit = draw_link(mask, 2 * c.max_uses)
    capacity = torch.log2(1 + snr).sum((1, 2)) / 2 / mask.sum(1)
    scramble = (torch.rand(ids.shape[0]) < 0.08) & (capacity > 18)
    random_ids = any_tokens()
    ids = torch.where((torch.rand(ids.shape) < 0.25) & scramble[:, None] & mask, random_ids, ids)
    wrong = torch.rand(ids.shape) < 0.12 * torch.rand(ids.shape[0], 1)
    previous = shift(torch.where(wrong, any_tokens(), ids), c.bos)
    draw = torch.rand(())
    own = torch.rand(ids.shape) < 2 * torch.rand(ids.shape[0], 1) if draw < 0.6 else None
    return ids, previous, coordinates, snr_db, snr, bit, torch.randn(snr.shape), own, draw < 0.3


@torch.no_grad()
def validate(codec, sentences, longest):
    """Token accuracy at fixed links, on sentences that training never sees: with the right tokens before each, and at 0 and 3 dB
    also with the receiver's own (`own-6@0`), twenty passes from none."""
    generator = torch.get_rng_state()
    torch.manual_seed(0)
    bos, filler, width, figures = codec.config.bos, codec.config.pad, 2 * codec.config.max_uses, {}
    chosen = sorted((sentences[i][:longest] for i in range(min(192, len(sentences)))), key=len)
    for mode, rate, snr_db in VALIDATION:
        right = total = 0
        for start in range(0, len(chosen), 64):
            ids = pad(chosen[start:start + 64], filler)
            rows, bit = ids.shape[0], torch.full((ids.shape[0],), float(mode == "bits"))
            mask = (ids != filler).float()
            coordinates = spread(torch.full((rows,), float(rate)), ids.shape[1]) * mask * (1 if mode == "bits" else 2)
            snr = 10 ** (snr_db / 10) * (torch.arange(width) < coordinates[..., None])
            x = codec.transmit(ids, mask, coordinates, torch.full((rows,), float(snr_db)), bit)
            memory, evidence = codec.receive(*observe(x, snr, bit, torch.randn(snr.shape)), mask, bit)
            previous = torch.full_like(ids, bos) if mode == "own" else shift(ids, bos)
            for _ in range(20 if mode == "own" else 1):
                guessed = guess(codec, memory, evidence, previous, mask)
                previous = shift(guessed, bos)
            right, total = right + ((guessed == ids) & (mask > 0)).sum().item(), total + int(mask.sum())
        figures[f"{mode}-{rate}@{snr_db}"] = round(right / total, 4)
    torch.set_rng_state(generator)
    return figures


def save(path, state):
    torch.save(state, path.with_suffix(".new"))
    os.replace(path.with_suffix(".new"), path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder that prepare.py wrote")
    parser.add_argument("--out", type=Path, required=True, help="the run's folder")
    parser.add_argument("--kind", choices=["bart", "gpt2"], default="bart", help="of a checkpoint, its own is taken")
    start = parser.add_mutually_exclusive_group()
    start.add_argument("--init", type=Path, help="a folder with a pre-trained Hugging Face checkpoint of BART or GPT-2 to start from; --data must have its tokenizer")
    start.add_argument("--from-state", type=Path, help="another run's state.pt to start from: all weights, or of another kind those that both have")
    parser.add_argument("--max-tokens", type=int, default=96, help="the longest segment of a codec that starts from no state")
    parser.add_argument("--hours", type=float, default=2.5, help="when the learning rate reaches zero and training ends")
    parser.add_argument("--lr", type=float, default=1.2e-3)
    parser.add_argument("--batch-tokens", type=int, default=2400)
    parser.add_argument("--bfloat16", action="store_true", help="matrix products in bfloat16: twice as fast on processors that have them (avx512_bf16)")
    parser.add_argument("--save-minutes", type=float, default=5)
    parser.add_argument("--validate-minutes", type=float, default=15)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)

    state_path = args.out / "state.pt"
    start_from = state_path if state_path.exists() else args.from_state
    state = torch.load(start_from, weights_only=False) if start_from else None
    special = special_tokens(args.data / "tokenizer.json")
    if state and (start_from == state_path or state["config"]["kind"] == args.kind):
        codec = SemanticCodec(CodecConfig.of(state))
    elif args.init:
        codec = from_checkpoint(args.init, special, max_tokens=args.max_tokens)
    else:
        codec = SemanticCodec(CodecConfig(kind=args.kind, max_tokens=args.max_tokens))
    checkpoint = state.get("checkpoint") if state else args.init and args.init.name
    if not {codec.config.bos, codec.config.pad} <= special:
        parser.error("the tokenizer of --data has no special tokens where the codec's are: prepare.py --checkpoint takes the checkpoint's")
    decayed = [p for p in codec.parameters() if p.ndim >= 2]
    others = [p for p in codec.parameters() if p.ndim < 2]
    optimizer = torch.optim.AdamW([{"params": decayed, "weight_decay": 0.01}, {"params": others, "weight_decay": 0.0}], lr=args.lr, betas=(0.9, 0.98), fused=True)
    step, seconds, seen, earlier = 0, 0.0, 0, 0.0  # earlier: seconds of the runs that this one's weights come from
    # Attention over short sentences is fastest as plain products: the fused kernel's gradient took a quarter of a step.
    torch.backends.cuda.enable_flash_sdp(False)
    precision = lambda: torch.autocast("cpu", torch.bfloat16, enabled=args.bfloat16)
    if state:
        if state["config"]["kind"] == codec.config.kind:
            codec.load_state_dict(state["codec"])
            seen, earlier = state["tokens"], state.get("earlier", 0.0) + (0 if start_from == state_path else state["seconds"])
        else:  # another structure: what the two have in common, the rate adapter and the embedding
            own = codec.state_dict()
            shared = {name: value for name, value in state["codec"].items() if name in own and own[name].shape == value.shape}
            codec.load_state_dict(shared, strict=False)
        if start_from == state_path:
            optimizer.load_state_dict(state["optimizer"])
            step, seconds = state["step"], state["seconds"]
    torch.manual_seed(1000 + step)
    rng = np.random.default_rng(1000 + step)
    train, valid = Sentences(args.data / "train.npz"), Sentences(args.data / "europarl.valid.npz")
    if max(int(sentences.ids.max()) for sentences in (train, valid)) >= codec.config.vocabulary:
        parser.error("--data has tokens that the codec does not have: prepare.py --checkpoint takes the checkpoint's tokenizer")
    ordinary = ordinary_tokens(codec.config)
    log = open(args.out / "log.jsonl", "a", buffering=1)
    print(f"{sum(p.numel() for p in codec.parameters())} parameters, from step {step}, {seconds / 3600:.2f} of {args.hours} h", flush=True)

    def snapshot():
        save(state_path, {"codec": codec.state_dict(), "optimizer": optimizer.state_dict(), "config": asdict(codec.config),
                          "checkpoint": checkpoint, "step": step, "seconds": seconds, "earlier": earlier, "tokens": seen})

    stream, last, recent = batches(train, Joiner(args.data / "tokenizer.json"), rng, args.batch_tokens, codec.config.max_tokens, codec.config.pad), time.monotonic(), []
    saved = validated = seconds
    while seconds < args.hours * 3600:
        ids, *link = training_batch(next(stream), codec.config, ordinary)
        done = seconds / (args.hours * 3600)
        rate = args.lr * min(1, (step + 1) / 300) * 0.5 * (1 + math.cos(math.pi * min(1, done)))
        for group in optimizer.param_groups:
            group["lr"] = rate
        with precision():
            loss, accuracy = loss_of(codec, ids, *link)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(codec.parameters(), 1.0)
        if torch.isfinite(norm):
            optimizer.step()
        step, seen = step + 1, seen + int((ids != codec.config.pad).sum())
        recent.append((loss.item(), accuracy.item()))
        now = time.monotonic()
        seconds, last = seconds + now - last, now
        if len(recent) == 100:
            row = {"step": step, "minutes": round(seconds / 60, 1), "tokens": seen, "lr": round(rate, 6),
                   "loss": round(sum(r[0] for r in recent) / 100, 4), "accuracy": round(sum(r[1] for r in recent) / 100, 4)}
            recent = []
            if seconds - validated > args.validate_minutes * 60:
                validated = seconds
                with precision():
                    row["validation"] = validate(codec, valid, codec.config.max_tokens)
                last = time.monotonic()
            log.write(json.dumps(row) + "\n")
            print(row, flush=True)
        if seconds - saved > args.save_minutes * 60:
            saved = seconds
            snapshot()
    snapshot()
    print("done", validate(codec, valid, codec.config.max_tokens), flush=True)


if __name__ == "__main__":
    main()
