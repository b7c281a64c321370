"""Export a trained codec.   python export.py --run RUN --tokenizer WORK/tokenizer.json --name bart-mini --out models/bart-mini
Or its graphs anew.       python export.py --again models/bart-mini

Writes the codec folder: four ONNX graphs of ordinary operators (opset 20) without weights, the three of fine-tuning
(artifacts.py), weights.bin with every tensor once in float16, tokenizer.json and codec.json.  Then runs the graphs with ONNX Runtime against PyTorch on random input.
--again writes the graphs of an exported codec as this recipe now has them, and leaves its weights as they are.

    encoder     ids mask coordinates snr_db bit           -> features
    adapter_tx  features coordinates bit                  -> x
    adapter_rx  y snr mask bit                            -> memory evidence guess
    decoder     memory evidence previous mask positions   -> token probability

ids, previous, mask, coordinates: [B,T]; y, snr, x: [B,T,2M]; snr_db, bit: [B]; positions: [N] indices into B*T.
"""

import argparse
import hashlib
import json
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from artifacts import export_artifacts
from model import CodecConfig, SemanticCodec, below_best, from_folder

INLINE = 1  # a tensor of at most this many elements stays in the graph; fine-tuning moves what lies in weights.bin


class Encoder(nn.Module):
    def __init__(self, codec):
        super().__init__()
        self.codec = codec

    def forward(self, ids, mask, coordinates, snr_db, bit):
        return self.codec.features(ids, mask, coordinates, snr_db, bit)


class AdapterTx(nn.Module):
    def __init__(self, codec):
        super().__init__()
        self.adapter = codec.adapter

    def forward(self, features, coordinates, bit):
        return self.adapter.transmit(features, coordinates, bit)


class AdapterRx(nn.Module):
    """The first guess is what the matched filter alone says: it saves the decoder its least informed pass."""

    def __init__(self, codec):
        super().__init__()
        self.codec = codec

    def forward(self, y, snr, mask, bit):
        memory, slope, energy = self.codec.adapter.receive(y, snr, mask, bit)
        return memory, self.codec.evidence(slope, energy), self.codec.guess(slope, energy)


class Decoder(nn.Module):
    """Logits never leave: only the most likely token and its probability, at the positions asked for."""

    def __init__(self, codec):
        super().__init__()
        self.codec = codec

    def forward(self, memory, evidence, previous, mask, positions):
        hidden = self.codec.hidden(memory, evidence, previous, mask)
        logits = self.codec.logits(hidden.reshape(-1, hidden.shape[-1]).index_select(0, positions))
        best, token = logits.topk(1)  # 0.7 of the time of argmax, in ONNX Runtime
        probability = 1 / below_best(logits, best).exp().sum(-1)
        return token.squeeze(-1), probability


def example(codec, rows=3, length=7):
    """Random inputs of every graph, with padding and both modes."""
    c = codec.config
    mask = (torch.arange(length) < torch.tensor([length, length - 2, length - 3])[:rows, None]).float()
    ids = torch.where(mask > 0, torch.randint(4, c.vocabulary, (rows, length)), c.pad)
    bit = torch.tensor([0.0, 1.0, 0.0])[:rows]
    coordinates = torch.randint(2, 2 * c.max_uses + 1, (rows, length)).float() * mask
    snr_db = torch.tensor([3.0, 10.0, -2.0])[:rows]
    sent = (torch.arange(2 * c.max_uses) < coordinates[..., None]).float()
    return {"ids": ids, "previous": ids.roll(1, 1), "mask": mask, "coordinates": coordinates, "snr_db": snr_db, "bit": bit,
            "y": torch.randn(sent.shape) * sent, "snr": torch.rand(sent.shape) * 10 * sent,
            "positions": torch.tensor([0, 2, length + 1, rows * length - 1])}


GRAPHS = {
    "encoder": (Encoder, ["ids", "mask", "coordinates", "snr_db", "bit"], ["features"]),
    "adapter_tx": (AdapterTx, ["features", "coordinates", "bit"], ["x"]),
    "adapter_rx": (AdapterRx, ["y", "snr", "mask", "bit"], ["memory", "evidence", "guess"]),
    "decoder": (Decoder, ["memory", "evidence", "previous", "mask", "positions"], ["token", "probability"]),
}


def free_axes(name):
    rows, length = torch.export.Dim("rows"), torch.export.Dim("length")
    if name == "positions":
        return {0: torch.export.Dim("count")}
    return {0: rows} if name in ("snr_db", "bit") else {0: rows, 1: length}


class Weights:
    """weights.bin: each distinct tensor once, aligned to 64 bytes; a matrix that is another's transpose is that other."""

    def __init__(self):
        self.data, self.offsets = bytearray(), {}

    @staticmethod
    def key(array):
        return array.shape, hashlib.sha256(np.ascontiguousarray(array).tobytes()).digest()

    def place(self, array):
        """An array -> (offset, whether what lies there is its transpose)."""
        if self.key(array) not in self.offsets and self.key(array.T) in self.offsets:
            return self.offsets[self.key(array.T)], True
        if self.key(array) not in self.offsets:
            self.data.extend(b"\0" * (-len(self.data) % 64))
            self.offsets[self.key(array)] = len(self.data)
            self.data.extend(array.tobytes())
        return self.offsets[self.key(array)], False


def place_outside(tensor, name, array, offset):
    """Makes an initializer one whose values lie in weights.bin, at that offset."""
    tensor.Clear()
    tensor.name, tensor.data_type, tensor.data_location = name, helper.np_dtype_to_tensor_dtype(array.dtype), TensorProto.EXTERNAL
    tensor.dims.extend(array.shape)
    for key, value in (("location", "weights.bin"), ("offset", offset), ("length", array.nbytes)):
        tensor.external_data.add(key=key, value=str(value))


def externalise(model, weights):
    """Replaces every large float initializer by a float16 one in weights.bin and a cast (and transpose), which the runtime folds when it loads."""
    graph, casts = model.graph, []
    for tensor in graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) <= INLINE:
            continue
        name = tensor.name
        array = np.ascontiguousarray(numpy_helper.to_array(tensor), np.float16)
        offset, turned = weights.place(array)
        place_outside(tensor, name + "_f16", array.T if turned else array, offset)
        for node in [node for node in graph.node if node.op_type == "Gather" and node.input[0] == name]:  # rows that are few: no float32 form of all
            node.input[0], row = name + "_f16", node.output[0]
            node.output[0] = row + "_f16"
            graph.node.insert(list(graph.node).index(node) + 1, helper.make_node("Cast", [row + "_f16"], [row], to=TensorProto.FLOAT))
        if not any(name in node.input for node in graph.node):
            continue
        casts.append(helper.make_node("Cast", [name + "_f16"], [name + "_f32" if turned else name], to=TensorProto.FLOAT))
        if turned:
            casts.append(helper.make_node("Transpose", [name + "_f32"], [name], perm=[1, 0]))
    for i, node in enumerate(casts):
        graph.node.insert(i, node)
    del graph.value_info[:]
    for node in graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    for message in (*graph.initializer, *graph.input, *graph.output, graph):
        del message.metadata_props[:]
        message.doc_string = ""
    del model.metadata_props[:]
    del model.functions[:]
    return model


def export_graph(module, inputs, outputs, values):
    args = tuple(values[name] for name in inputs)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.onnx"
        program = torch.onnx.export(module, args, dynamo=True, input_names=inputs, output_names=outputs, opset_version=20,
                                    dynamic_shapes=tuple(free_axes(name) for name in inputs), optimize=True, verbose=False)
        program.save(path)
        return onnx.load(path)


def session(folder, name):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(folder / f"{name}.onnx"), options)


@torch.no_grad()
def check(codec, folder):
    """Largest difference between ONNX Runtime and PyTorch over all graphs' float outputs, on another shape than was traced."""
    worst = 0.0
    values = example(codec, rows=2, length=11)
    for name, (module, inputs, outputs) in GRAPHS.items():
        expected = module(codec).eval()(*(values[i] for i in inputs))
        expected = expected if isinstance(expected, tuple) else (expected,)
        got = session(folder, name).run(outputs, {i: values[i].numpy() for i in inputs})
        for label, a, b in zip(outputs, expected, got):
            values[label] = a
            if a.dtype == torch.float32:
                worst = max(worst, float(np.abs(a.numpy() - b).max() / max(1.0, a.abs().max().item())))
            else:
                assert a.numpy().tolist() == b.tolist(), f"{name}: {label} differs"
    return worst


def round_to_half(codec):
    """The weights as weights.bin will hold them, so that PyTorch and the exported graphs compute the same function."""
    with torch.no_grad():
        for p in codec.parameters():
            if p.numel() > INLINE:
                p.copy_(p.half().float())


def tell_apart(codec):
    """Moves values of tensors that equal another by the last bit, one value each where there are two: weights.bin holds equal ones once, and
    fine-tuning could not tell whose gradient is whose.  A checkpoint may have such tensors, of ones or zeros; trained ones never met."""
    seen = set()
    with torch.no_grad():
        for p in (p for p in codec.parameters() if p.numel() > INLINE):
            array = p.half().numpy()
            values = array.reshape(-1)
            for i in range(len(values)):
                if not seen & {Weights.key(array), Weights.key(array.T)}:
                    break
                values[i] = np.nextafter(values[i], np.float16(np.inf))
            seen.add(Weights.key(array))
            p.copy_(torch.from_numpy(array).float())


def export_codec(codec, folder):
    codec.eval()
    round_to_half(codec)
    tell_apart(codec)
    folder.mkdir(parents=True, exist_ok=True)
    values = example(codec)
    with torch.no_grad():
        values["features"] = Encoder(codec)(*(values[i] for i in GRAPHS["encoder"][1]))
        values["memory"], values["evidence"], _ = AdapterRx(codec)(*(values[i] for i in GRAPHS["adapter_rx"][1]))
    weights = Weights()
    for name, (module, inputs, outputs) in GRAPHS.items():
        graph = externalise(export_graph(module(codec).eval(), inputs, outputs, values), weights)
        (folder / f"{name}.onnx").write_bytes(graph.SerializeToString())
    (folder / "weights.bin").write_bytes(weights.data)
    return check(codec, folder)


def entry(path):
    return {"bytes": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def export_again(folder):
    """Writes the graphs of a folder anew, if their weights still lie where they lay."""
    facts = json.loads((folder / "codec.json").read_text())
    codec = from_folder(folder)
    with tempfile.TemporaryDirectory() as temporary:
        out = Path(temporary)
        print(f"largest relative difference to PyTorch: {export_codec(codec, out):.2e}")
        tensors = export_artifacts(codec, out)
        if tensors != facts["tensors"] or (out / "weights.bin").read_bytes() != (folder / "weights.bin").read_bytes():
            raise SystemExit(f"The graphs want other weights than {folder / 'weights.bin'}, which was left as it is")
        for graph in out.glob("*.onnx"):
            shutil.copyfile(graph, folder / graph.name)
            facts["files"][graph.name] = entry(graph)
    (folder / "codec.json").write_text(json.dumps(facts, indent=2) + "\n")


def main():
    if sys.argv[1:2] == ["--again"] and len(sys.argv) == 3:
        return export_again(Path(sys.argv[2]))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True, help="the folder that train.py wrote")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--machine", default="two cores", help="what it was trained on, for codec.json")
    parser.add_argument("--licence", help="of a codec that started from a checkpoint: under which its weights may be used")
    args = parser.parse_args()
    state = torch.load(args.run / "state.pt", weights_only=False)
    codec = SemanticCodec(CodecConfig.of(state))
    codec.load_state_dict(state["codec"])
    checkpoint = state.get("checkpoint")
    if checkpoint and not args.licence:
        parser.error(f"--licence must say what {checkpoint}'s licence allows")
    worst = export_codec(codec, args.out)
    tensors = export_artifacts(codec, args.out)
    print(f"largest relative difference to PyTorch: {worst:.2e}")
    shutil.copy(args.tokenizer, args.out / "tokenizer.json")
    c = codec.config
    manifest = {
        "schema": 1, "name": args.name, "kind": c.kind, "version": "1",
        "vocabulary": c.vocabulary, "d": c.d, "max_tokens": c.max_tokens, "max_uses": c.max_uses,
        "bos": c.bos, "pad": c.pad,
        "layers": {"transmitter": c.tx_layers, "receiver": c.rx_layers}, "heads": c.heads, "feed_forward": c.feed_forward,
        "parameters": {"total": sum(p.numel() for p in codec.parameters()), "embedding": codec.embedding.weight.numel()},
        **({} if checkpoint else {"tokens_per_word": 1.34}),  # of 250 lines each of Europarl, books and dialogue
        "licence": args.licence or "MIT for the weights; they were learnt from the sources named under training",
        "training": {
            **({"checkpoint": checkpoint} if checkpoint else {}),
            "sources": ["Europarl v7, English side (no copyright restriction known to its authors)",
                        "public-domain books (classic-books-markdown)", "Schema-Guided Dialogue, training part (CC BY-SA 4.0)"],
            "tokens": state["tokens"], "steps": state["step"], "hours": round((state["seconds"] + state.get("earlier", 0)) / 3600, 2), "machine": args.machine,
            "links": "SNR -6..20 dB, 1..12 uses a token, AWGN, block and fast Rayleigh, erasures; bit mode with 4..24 bits a token",
        },
        "tensors": tensors,
        "files": {p.name: entry(p) for p in sorted(args.out.iterdir()) if p.name != "codec.json"},
    }
    (args.out / "codec.json").write_text(json.dumps(manifest, indent=2) + "\n")
    print(sum(p.stat().st_size for p in args.out.iterdir()), "bytes")


if __name__ == "__main__":
    main()
