"""Trains the format adapter of smollm2-135m: a low-rank adapter (LoRA, Hu et al., ICLR 2022) beside the frozen weights, after which the
model expects one message: begins like one, ends like one, of any domain.

    python adapter.py MODEL.gguf CODEC_FOLDER OUT --train FOLDER --minutes M [--device cuda]      (run again to resume)
    python adapter.py MODEL.gguf CODEC_FOLDER OUT --measure TEXT…                                 (bits a word, before and after)
    (pip install torch transformers gguf accelerate peft; a maintainer's tool, no user needs it)

FOLDER has texts, one message a line: NAME.train.txt, each sampled with its SHARE; the last 1,500 lines of each are held out. A sample is
a prompt and one line, or 2 to 12 lines that follow one another, so that the model knows lines as context too.

What the model knew of other domains must not be lost: part of each step are lines that the untrained model itself wrote after the codec's
prompt of a few lines. On these the trained model, after its own prompt of a single token, learns the untrained one's distribution (context
distillation), not the line.

OUT/state.pt is the newest state, OUT/log.jsonl the loss and the held-out figures, OUT/adapter_model.safetensors and adapter_config.json the
adapter as PEFT writes it. The learning rate follows the time trained (warm-up, then a half cosine to zero at --minutes).
"""

import argparse
import gzip
import json
import math
import os
import random
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from peft import LoraConfig, get_peft_model, get_peft_model_state_dict, set_peft_model_state_dict
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM

SHARE = {"europarl": 0.45, "books": 0.4, "dialogue": 0.15}
TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
HELD_OUT, LONGEST, WRITTEN_LONGEST = 1500, 512, 56


def options():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model")
    parser.add_argument("codec", help="the folder of the codec without an adapter: prompt, end and tokenizer")
    parser.add_argument("out", type=Path)
    parser.add_argument("--train", type=Path)
    parser.add_argument("--measure", nargs="*", default=[])
    parser.add_argument("--watch", nargs="*", default=[], help="texts whose bits a word go to the log beside the held-out lines'")
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--pause", type=float, default=math.inf, help="stop after so many minutes of this run, to be resumed")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--tokens", type=int, default=2000, help="tokens of a step")
    parser.add_argument("--written", type=float, default=0.25, help="tokens of the untrained model's own lines, for each token of a text")
    parser.add_argument("--written-lines", type=int, default=0, help="how many lines the untrained model writes")
    parser.add_argument("--lines", type=int, default=1000, help="lines of each text that is measured")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


class Codec:
    """What the messages are to the model: tokens after a prompt, and a token that ends each."""

    def __init__(self, folder):
        manifest = json.load(open(os.path.join(folder, "codec.json")))
        file = json.load(open(os.path.join(folder, "tokenizer.json")))
        self.tokenizer = Tokenizer.from_str(json.dumps({**file, "added_tokens": []}))
        self.long_prompt, self.prompt, self.end = manifest["prompt"], manifest["prompt"][:1], manifest["end"]

    def encode(self, lines):
        return [encoding.ids + [self.end] for encoding in self.tokenizer.encode_batch(lines)]


def read(path):
    text = (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8", newline="\n").read()
    return [line for line in text.split("\n") if line]


def pad(samples, device):
    """Samples of different lengths -> ids [B,T], filled up at the end, where nothing that counts attends to."""
    longest = max(map(len, samples))
    return torch.tensor([s + [0] * (longest - len(s)) for s in samples], device=device)


def positions(samples, prompts, device):
    """Where each sample's scored tokens are predicted from: indices into a flat [B·T], and the tokens themselves."""
    longest = max(map(len, samples))
    places = [row * longest + t - 1 for row, s in enumerate(samples) for t in range(prompts[row], len(s))]
    tokens = [s[t] for row, s in enumerate(samples) for t in range(prompts[row], len(s))]
    return torch.tensor(places, device=device), torch.tensor(tokens, device=device)


def logits(model, samples, places, device):
    """[scored tokens, vocabulary] without the rows that nothing is asked of."""
    core = model.get_base_model() if hasattr(model, "get_base_model") else model
    hidden = core.model(input_ids=pad(samples, device), use_cache=False).last_hidden_state
    return core.lm_head(hidden.flatten(0, 1)[places])


def groups(samples, tokens):
    """Samples of like length together, at most so many tokens a group with what fills them up."""
    group = []
    for sample in sorted(samples, key=len):
        if group and (len(group) + 1) * len(sample) > tokens:
            yield group
            group = []
        group.append(sample)
    if group:
        yield group


@torch.no_grad()
def bits_per_word(model, codec, prompt, lines, device):
    """Bits a word of lines, each by itself after the prompt, with its end; and the end's alone, bits a message."""
    total = ends = 0.0
    for group in groups([prompt + ids for ids in codec.encode(lines)], 16000 if device != "cpu" else 2000):
        places, tokens = positions(group, [len(prompt)] * len(group), device)
        scores = F.cross_entropy(logits(model, group, places, device).float(), tokens, reduction="none").double() / math.log(2)
        total += scores.sum().item()
        ends += scores[tokens == codec.end].sum().item()
    return round(total / sum(len(line.split()) for line in lines), 4), round(ends / len(lines), 3)


@torch.no_grad()
def written(model, codec, count, device):
    """Lines that the model writes after the codec's prompt, as tokens with their end."""
    lines, batch = [], min(count, 1024)
    while len(lines) < count:
        ids = torch.tensor([codec.long_prompt] * batch, device=device)
        cache, out = None, []
        for _ in range(WRITTEN_LONGEST):
            result = model(input_ids=ids, past_key_values=cache, use_cache=True, logits_to_keep=1)
            cache = result.past_key_values
            ids = torch.multinomial(torch.softmax(result.logits[:, -1].float(), -1), 1)
            out.append(ids)
        for row in torch.cat(out, 1).tolist():
            if codec.end in row and row.index(codec.end) >= 2:
                lines.append(row[: row.index(codec.end) + 1])
    return lines[:count]


class Texts:
    """Endless samples of the training texts: one line, or some that follow one another."""

    def __init__(self, codec, folder, seed):
        self.codec, self.random = codec, random.Random(seed)
        self.texts, self.held_out = {}, {}
        for name in SHARE:
            lines = read(next(folder.glob(f"{name}.train.txt*")))
            self.texts[name], self.held_out[name] = lines[:-HELD_OUT], lines[-HELD_OUT:]

    def pool(self, size):
        """Samples of about so many tokens in all, without the prompt."""
        names = self.random.choices(list(SHARE), weights=SHARE.values(), k=size // 40)
        runs = []
        for name in names:
            lines = self.texts[name]
            count = 1 if self.random.random() < 0.6 else self.random.randint(2, 12)
            start = self.random.randrange(len(lines) - count)
            runs.append(lines[start : start + count])
        flat = iter(self.codec.encode([line for run in runs for line in run]))
        return [sum((next(flat) for _ in run), [])[:LONGEST] for run in runs]

    def groups(self, tokens):
        while True:
            batch = list(groups(self.pool(tokens * 24), tokens))
            self.random.shuffle(batch)
            yield from batch


def main():
    args = options()
    device, cuda = args.device, args.device.startswith("cuda")
    torch.manual_seed(args.seed)
    codec = Codec(args.codec)
    folder, file = os.path.split(args.model)
    model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=file, dtype=torch.float32).to(device).eval()
    args.out.mkdir(parents=True, exist_ok=True)
    watched = {Path(path).stem: read(Path(path))[: args.lines] for path in [*args.measure, *args.watch]}
    precision = lambda: torch.autocast("cuda", torch.bfloat16, enabled=cuda)
    if args.measure:
        for name, lines in watched.items():
            print(name, "before", *bits_per_word(model, codec, codec.long_prompt, lines, device), flush=True)
    state_file, texts, lines = args.out / "state.pt", None, []
    state = torch.load(state_file, map_location=device, weights_only=False) if state_file.exists() else None
    if args.train:
        texts = Texts(codec, args.train, args.seed + (state["step"] if state else 0))
        if args.written_lines:
            lines = state["lines"] if state else None
            if lines is None:
                with precision():
                    lines = written(model, codec, args.written_lines, device)
                print(len(lines), "lines written:", *(repr(codec.tokenizer.decode(line)) for line in lines[:8]), sep="\n  ", flush=True)
    config = LoraConfig(r=args.rank, lora_alpha=2 * args.rank, lora_dropout=0.0, target_modules=TARGETS, task_type="CAUSAL_LM")
    model = get_peft_model(model, config)
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=args.rate, betas=(0.9, 0.98), weight_decay=0.01, fused=cuda)
    step, seen, seconds = 0, 0, 0.0
    if state:
        set_peft_model_state_dict(model, state["adapter"])
        optimizer.load_state_dict(state["optimizer"])
        step, seen, seconds = state["step"], state["tokens"], state["seconds"]
    if args.measure:
        for name, text in watched.items():
            print(name, "after", *bits_per_word(model, codec, codec.prompt, text, device), flush=True)
        return

    def save():
        torch.save({"adapter": get_peft_model_state_dict(model), "optimizer": optimizer.state_dict(), "step": step, "tokens": seen, "seconds": seconds, "lines": lines or None}, state_file.with_suffix(".new"))
        os.replace(state_file.with_suffix(".new"), state_file)
        model.save_pretrained(args.out)

    def note(row):
        print(json.dumps(row), flush=True)
        with open(args.out / "log.jsonl", "a") as log:
            log.write(json.dumps(row) + "\n")

    def measured():
        with precision():
            return {name: bits_per_word(model, codec, codec.prompt, text, device) for name, text in {**{f"{n} held out": t[-500:] for n, t in texts.held_out.items()}, **watched}.items()}

    rng, prompt = random.Random(args.seed + step), codec.prompt
    begun, last, checked, losses = time.monotonic(), time.monotonic(), seconds, []
    for group in texts.groups(args.tokens):
        done = seconds / 60 / args.minutes
        if done >= 1 or time.monotonic() - begun > args.pause * 60:
            break
        optimizer.param_groups[0]["lr"] = args.rate * min(1, (step + 1) / 100) * 0.5 * (1 + math.cos(math.pi * done))
        samples = [prompt + ids for ids in group]
        places, tokens = positions(samples, [len(prompt)] * len(samples), device)
        with precision():
            loss = F.cross_entropy(logits(model, samples, places, device).float(), tokens)
        loss.backward()
        losses.append(loss.item())
        if lines and args.written:
            own = rng.sample(lines, min(len(lines), max(1, int(args.written * args.tokens / 30))))
            taught = [codec.long_prompt + ids for ids in own]
            samples = [prompt + ids for ids in own]
            teacher_places, _ = positions(taught, [len(codec.long_prompt)] * len(own), device)
            places, _ = positions(samples, [len(prompt)] * len(own), device)
            with precision():
                with torch.no_grad(), model.disable_adapter():
                    wanted = F.log_softmax(logits(model, taught, teacher_places, device).float(), -1)
                got = F.log_softmax(logits(model, samples, places, device).float(), -1)
                # Weighted as its tokens beside the text's.
                distance = F.kl_div(got, wanted, log_target=True, reduction="batchmean") * (len(places) / len(tokens))
            distance.backward()
        norm = torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        if torch.isfinite(norm):
            optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        step, seen = step + 1, seen + len(tokens)
        now = time.monotonic()
        seconds, last = seconds + now - last, now
        if seconds - checked > args.minutes * 60 / 12:
            checked = seconds
            save()
            note({"step": step, "tokens": seen, "minutes": round(seconds / 60, 2), "loss": round(sum(losses) / len(losses) / math.log(2), 4), "bits a word, end": measured()})
            losses, last = [], time.monotonic()
    save()
    note({"step": step, "tokens": seen, "minutes": round(seconds / 60, 2), "bits a word, end": measured()})


if __name__ == "__main__":
    main()
