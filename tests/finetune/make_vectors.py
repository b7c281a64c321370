"""Makes the tiny codecs that fine-tuning is tested with, and what PyTorch says of them.   python make_vectors.py   (needs what models/recipe needs)

For each kind a codec folder tiny-KIND with random weights, and tiny-KIND.json with a batch, its loss, the gradient of every
parameter and the losses of ten AdamW steps on it; the gradients, in the order of codec.json's "tensors", are tiny-KIND.f32.
"""

import hashlib
import json
import shutil
import sys
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "../../models/recipe"))
import artifacts
import export
from model import CodecConfig, SemanticCodec

TINY = dict(vocabulary=300, d=16, heads=2, feed_forward=32, tx_layers=1, rx_layers=1, max_uses=4, max_tokens=24)
STEPS, LEARNING_RATE, WEIGHT_DECAY, MOST_NORM = 10, 1e-3, 0.01, 1.0
WORDS = "the ferry leaves at noon and comes back before six; nobody waits for it, so be early. " * 4


def tokenizer(path):
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    bpe.train_from_iterator([WORDS], trainers.BpeTrainer(vocab_size=TINY["vocabulary"], special_tokens=["<s>", "<pad>", "</s>", "<unk>"],
                                                         initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    assert bpe.get_vocab_size() == TINY["vocabulary"]
    bpe.save(str(path))


def make(kind):
    torch.manual_seed(7)
    codec = SemanticCodec(CodecConfig(kind=kind, **TINY))
    with torch.no_grad():
        for p in codec.parameters():
            p.add_(0.05 * torch.randn_like(p))  # no two alike, and nothing zero
    folder = HERE / f"tiny-{kind}"
    shutil.rmtree(folder, ignore_errors=True)
    export.export_codec(codec, folder)
    tensors = artifacts.export_artifacts(codec, folder)
    tokenizer(folder / "tokenizer.json")
    manifest = {"schema": 1, "name": f"tiny-{kind}", "kind": kind, "version": "1", "vocabulary": TINY["vocabulary"], "d": TINY["d"],
                "max_tokens": TINY["max_tokens"], "max_uses": TINY["max_uses"], "bos": 0, "pad": 1,
                "layers": {"transmitter": TINY["tx_layers"], "receiver": TINY["rx_layers"]}, "heads": TINY["heads"], "feed_forward": TINY["feed_forward"],
                "parameters": {"total": sum(p.numel() for p in codec.parameters()), "embedding": codec.embedding.weight.numel()},
                "licence": "MIT", "training": {"sources": ["none: the weights are random"]}, "tensors": tensors,
                "files": {p.name: {"bytes": p.stat().st_size, "sha256": hashlib.sha256(p.read_bytes()).hexdigest()} for p in sorted(folder.iterdir())}}
    (folder / "codec.json").write_text(json.dumps(manifest, indent=1) + "\n")

    step = artifacts.Step(codec, False)
    parameters = dict(step.named_parameters())
    for name, parameter in parameters.items():
        parameter.requires_grad = name in tensors
    trained = [parameters[name] for name in tensors]
    batch = artifacts.example_batch(codec, rows=3, length=9)
    optimizer = torch.optim.AdamW([{"params": [p for p in trained if p.ndim >= 2], "weight_decay": WEIGHT_DECAY},
                                   {"params": [p for p in trained if p.ndim < 2], "weight_decay": 0.0}],
                                  lr=LEARNING_RATE, betas=artifacts.BETAS, eps=artifacts.EPSILON)
    losses = []
    for i in range(STEPS):
        optimizer.zero_grad()
        loss, = step(*batch)
        loss.backward()
        if i == 0:
            flipped = artifacts.table_of(parameters, folder)[1]
            stored = [p.grad.numpy().T if name in flipped else p.grad.numpy() for name, p in zip(tensors, trained)]
            np.concatenate([np.ascontiguousarray(g).ravel() for g in stored]).astype("<f4").tofile(HERE / f"tiny-{kind}.f32")
        norm = torch.nn.utils.clip_grad_norm_(trained, MOST_NORM).item()
        losses.append(loss.item())
        optimizer.step()
    names = artifacts.BATCH
    reference = {"rows": 3, "width": 9, "batch": {n: [float(f"{v:.8g}") for v in t.flatten().tolist()] for n, t in zip(names, batch)}, "losses": losses,
                 "learning_rate": LEARNING_RATE, "weight_decay": WEIGHT_DECAY, "max_norm": MOST_NORM}
    (HERE / f"tiny-{kind}.json").write_text(json.dumps(reference) + "\n")


if __name__ == "__main__":
    torch.set_num_threads(1)
    export.INLINE = 1  # in so small a codec nearly every vector has less than 64 elements
    for kind in sys.argv[1:] or ("bart", "gpt2"):
        make(kind)
