"""Measures what transformers makes of a GGUF file's weights in float32: bits a word and perplexity as perplexity.ts prints them.

    python perplexity_reference.py MODEL.gguf CODEC_FOLDER [--lines N] TEXT…       (pip install torch transformers gguf accelerate)

The codec's folder gives the prompt, the end and the tokenizer.
"""

import argparse
import json
import math
import os

import torch
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM

parser = argparse.ArgumentParser()
parser.add_argument("model")
parser.add_argument("folder")
parser.add_argument("texts", nargs="+")
parser.add_argument("--lines", type=int)
options = parser.parse_args()
torch.set_num_threads(1)
model = AutoModelForCausalLM.from_pretrained(os.path.dirname(options.model), gguf_file=os.path.basename(options.model), dtype=torch.float32).eval()
manifest = json.load(open(os.path.join(options.folder, "codec.json")))
file = json.load(open(os.path.join(options.folder, "tokenizer.json")))
tokenizer = Tokenizer.from_str(json.dumps({**file, "added_tokens": []}))
prompt, end = manifest["prompt"], manifest["end"]
for path in options.texts:
    lines = [line for line in open(path, encoding="utf-8", newline="\n").read().split("\n") if line][: options.lines]
    bits = end_bits = tokens = words = 0
    for line in lines:
        ids = tokenizer.encode(line).ids + [end]
        with torch.no_grad():
            scores = torch.log_softmax(model(torch.tensor([prompt + ids[:-1]])).logits[0, len(prompt) - 1 :], -1)
        surprisals = -scores[torch.arange(len(ids)), torch.tensor(ids)].double() / math.log(2)
        tokens += len(ids) - 1
        words += len(line.split())
        bits += surprisals[:-1].sum().item()
        end_bits += surprisals[-1].item()
    print(f"{path}: {len(lines)} lines, {words} words, {tokens} tokens, {bits / words:.4f} bits/word, perplexity {2 ** (bits / tokens):.4f}, end {end_bits / len(lines):.2f} bits", flush=True)
