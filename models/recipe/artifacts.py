"""The graphs that `semcom finetune` runs: a training step of a codec as ordinary ONNX operators (opset 20), without weights.

    training_model   ids previous mask coordinates snr_db snr bit noise + parameters              -> loss + gradients
    eval_model       ids previous mask coordinates snr_db snr bit noise + parameters              -> loss accuracy token
    optimizer_model  parameter gradient first second learning_rate weight_decay step scale        -> parameter first second

ids, previous, mask, coordinates, token: [B,T], B and T free; snr, noise: [B,T,2M]; snr_db, bit: [B].  The names of the graphs are
those of ONNX Runtime's own training artifacts, which its stock builds cannot run: here the gradient is traced with PyTorch.

A parameter is an input of its own name, in the shape and orientation in which weights.bin holds it; its gradient is an
output named after it, "gradient.NAME".  codec.json's "tensors" says where in weights.bin each one lies, so that new values
can be written where the codec's other graphs look for them.  The optimiser takes any number of values at once, as one vector.
"""

import copy
import hashlib
import math
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from torch._decomp import core_aten_decompositions
from torch.export.exported_program import _decompose_exported_program
from torch.nn.attention import SDPBackend, sdpa_kernel

from model import DEPTH
from train import observe

BATCH = ["ids", "previous", "mask", "coordinates", "snr_db", "snr", "bit", "noise"]
GRAPHS = ["encoder", "adapter_tx", "adapter_rx", "decoder"]
BETAS, EPSILON = (0.9, 0.98), 1e-8


class Step(nn.Module):
    """The loss of a batch: the mean cross entropy of its tokens, padding left out.

    The noise of a bit counts towards the bit that was sent, so that what a channel code's decoder is known to say of right
    and wrong bits can be played without knowing the bits.  Of Gaussian noise that changes nothing."""

    def __init__(self, codec, figures):
        super().__init__()
        self.codec, self.figures = codec, figures

    def forward(self, ids, previous, mask, coordinates, snr_db, snr, bit, noise):
        codec = self.codec
        x = codec.transmit(ids, mask, coordinates, snr_db, bit)
        sign = torch.where((bit[:, None, None] > 0.5) & (x < 0), -1.0, 1.0)
        y, snr = observe(x, snr, bit, noise * sign)
        memory, evidence = codec.receive(y, snr, mask, bit)
        logits = codec.logits(codec.hidden(memory, evidence, previous, mask))
        share = mask / mask.sum()
        loss = (F.cross_entropy(logits.flatten(0, 1), ids.flatten(), reduction="none") * share.flatten()).sum()
        if not self.figures:
            return (loss,)
        token = logits.argmax(-1)
        return loss, ((token == ids) * share).sum(), token


class Flat(nn.Module):
    """A module with each of its parameters once: tied ones would be traced, and their gradients split, under every name they have."""

    def __init__(self, inner):
        super().__init__()
        self.inner = [inner]  # in a list, so that its parameters are not found a second time
        state = [*inner.named_parameters(), *inner.named_buffers()]
        self.names = [name for name, _ in state]
        self.state = nn.ParameterList([nn.Parameter(t, requires_grad=isinstance(t, nn.Parameter)) for _, t in state])

    def forward(self, *batch):
        return torch.func.functional_call(self.inner[0], dict(zip(self.names, self.state)), batch)


def example_batch(codec, rows=3, length=7):
    """Random inputs of both graphs, with padding and both modes."""
    c = codec.config
    mask = (torch.arange(length) < torch.tensor([length, length - 2, length - 3])[:rows, None]).float()
    ids = torch.where(mask > 0, torch.randint(4, c.vocabulary, (rows, length)), c.pad)
    coordinates = torch.randint(2, 2 * c.max_uses + 1, (rows, length)).float() * mask
    snr_db = torch.tensor([3.0, 10.0, -2.0])[:rows]
    sent = torch.arange(2 * c.max_uses) < coordinates[..., None]
    snr = 10 ** (snr_db / 10)[:, None, None] * sent
    return ids, ids.roll(1, 1), mask, coordinates, snr_db, snr, torch.tensor([0.0, 1.0, 0.0])[:rows], torch.randn(snr.shape)


def free_axes(name, longest):
    rows, length = torch.export.Dim("rows"), torch.export.Dim("length", max=longest)
    return {0: rows} if name in ("snr_db", "bit") else {0: rows, 1: length}


def pad(x, sizes, value=0.0):
    """Padding as concatenation, and padding by negative numbers, which the gradient of padding is, as a cut: free lengths stay free."""
    for axis, (before, after) in enumerate(zip(sizes[0::2], sizes[1::2])):
        axis = x.dim() - 1 - axis
        filled = lambda size: [x.new_full([*x.shape[:axis], size, *x.shape[axis + 1:]], value)] if size > 0 else []
        if before < 0 or after < 0:
            x = x.narrow(axis, max(0, -before), x.shape[axis] - max(0, -before) - max(0, -after))
        x = torch.cat([*filled(before), x, *filled(after)], axis)
    return x


def convolution_gradient(gradient, x, weight, bias_sizes, stride, padding, dilation, transposed, output_padding, groups, mask):
    """The gradient of a one-dimensional convolution that keeps the length, as products: ONNX has none of its own."""
    taps, rows, length = weight.shape[-1], x.shape[0], x.shape[-1]
    assert x.dim() == 3 and list(padding) == [taps // 2] and taps % 2 == 1 and (list(stride), list(dilation), groups, transposed) == ([1], [1], 1, False)
    inputs, outputs = x.shape[1], gradient.shape[1]
    tokens, taken = gradient.transpose(1, 2), x.transpose(1, 2)
    around = lambda t: [pad(t, (0, 0, taps // 2, taps // 2))[:, k:k + length].reshape(rows * length, t.shape[-1]) for k in range(taps)]
    of_x = sum(near @ weight[:, :, taps - 1 - k] for k, near in enumerate(around(tokens)))
    flat = tokens.reshape(rows * length, outputs).t()
    of_weight = torch.stack([flat @ near for near in around(taken)], -1)
    return of_x.reshape(rows, length, inputs).transpose(1, 2), of_weight, gradient.sum((0, 2))


def log_softmax_gradient(gradient, logarithms, axis, _):
    """Its probabilities are at least e^-DEPTH: with denormal numbers for most of the vocabulary the two products after it took three quarters of a step."""
    return gradient - logarithms.clamp(min=-DEPTH).exp() * gradient.sum(axis, keepdim=True)


def with_gradients(step, batch, longest):
    """The step's loss and the gradients of all its parameters as a function of (state, batch), B and T free, and the names of the state."""
    flat = Flat(copy.deepcopy(step))  # tracing leaves tied parameters untied
    shapes = (tuple(free_axes(name, longest) for name in BATCH),)
    rules = {**core_aten_decompositions(), torch.ops.aten.constant_pad_nd.default: pad,
             torch.ops.aten.convolution_backward.default: convolution_gradient,
             torch.ops.aten._log_softmax_backward_data.default: log_softmax_gradient}
    program = torch.export.export(flat, batch, dynamic_shapes=shapes, strict=False)
    joint = _decompose_exported_program(program, cia_to_decomp={}, python_decomp_table=rules, joint_loss_index=0,
                                        decompose_custom_triton_ops=False)
    assert not joint.constants and [spec.target for spec in joint.graph_signature.input_specs][:len(flat.names)] == [f"state.{i}" for i in range(len(flat.names))]
    return torch.fx.GraphModule(joint.graph_module, joint.graph), [t.detach() for t in flat.state]


def to_onnx(program, inputs, outputs):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.onnx"
        torch.onnx.export(program, (), dynamo=True, input_names=inputs, output_names=outputs, opset_version=20, optimize=True, verbose=False).save(path)
        return onnx.load(path)


def key(array):
    return array.shape, hashlib.sha256(np.ascontiguousarray(array).tobytes()).digest()


def stored(folder):
    """The tensors that the codec's other graphs take from weights.bin: a tensor's key -> its offset."""
    data, found = (folder / "weights.bin").read_bytes(), {}
    for name in GRAPHS:
        for tensor in onnx.load(folder / f"{name}.onnx", load_external_data=False).graph.initializer:
            place = {entry.key: entry.value for entry in tensor.external_data}
            if place:
                array = np.frombuffer(data, np.float16, int(np.prod(tensor.dims)), int(place["offset"])).reshape(tensor.dims)
                found[key(array)] = int(place["offset"])
    return found


def table_of(parameters, folder):
    """Parameters by name -> ({name: {offset, shape}} of those in weights.bin, names of those that lie there transposed).

    What is not in weights.bin, since it is one number and lies in the graphs themselves, is not trained."""
    offsets, tensors, turned, owner = stored(folder), {}, set(), {}
    for name, parameter in parameters.items():
        array = parameter.detach().half().numpy()
        ways = [way for way in (array, np.ascontiguousarray(array.T)) if key(way) in offsets]
        if not ways:
            assert array.size <= 64, f"{name} is not in weights.bin"
            continue
        offset = offsets[key(ways[0])]
        assert offset not in owner, f"{name} and {owner.get(offset)} have the same values, so weights.bin has them once: training could not tell them apart"
        owner[offset] = name
        tensors[name] = {"offset": offset, "shape": list(ways[0].shape)}
        if ways[0].shape != array.shape or key(ways[0]) != key(array):
            turned.add(name)
    return tensors, turned


def finish(model, tensors, turned, values):
    """Makes the graph take its parameters, and give their gradients, as weights.bin has them; the others become constants."""
    graph = model.graph
    for name in values.keys() - tensors.keys():
        graph.input.remove(next(i for i in graph.input if i.name == name))
        for output in [o for o in graph.output if o.name == f"gradient.{name}"]:
            graph.output.remove(output)
        graph.initializer.append(numpy_helper.from_array(values[name].detach().numpy(), name))
    before, after = [], []
    for name in sorted(turned):
        reverse = list(range(len(tensors[name]["shape"])))[::-1]
        for node in graph.node:
            for field, old in ((node.input, name), (node.output, f"gradient.{name}")):
                for i, used in enumerate(field):
                    if used == old:
                        field[i] = f"{old}.turned"
        before.append(helper.make_node("Transpose", [name], [f"{name}.turned"], perm=reverse))
        if any(o.name == f"gradient.{name}" for o in graph.output):
            after.append(helper.make_node("Transpose", [f"gradient.{name}.turned"], [f"gradient.{name}"], perm=reverse))
        for value in (*graph.input, *graph.output):
            if value.name in (name, f"gradient.{name}"):
                value.type.CopyFrom(helper.make_tensor_type_proto(TensorProto.FLOAT, tensors[name]["shape"]))
    filled = []
    for tensor in [t for t in graph.initializer if np.prod(t.dims) > 64]:
        array = numpy_helper.to_array(tensor)
        if (array == array.flat[0]).all():  # zeros to add gradients to, as large as the vocabulary
            graph.initializer.remove(tensor)
            graph.initializer.append(numpy_helper.from_array(np.array(array.shape, np.int64), f"{tensor.name}.shape"))
            filled.append(helper.make_node("ConstantOfShape", [f"{tensor.name}.shape"], [tensor.name], value=numpy_helper.from_array(array.flatten()[:1], "value")))
    nodes = [*filled, *before, *graph.node, *after]
    del graph.node[:]
    graph.node.extend(nodes)
    del graph.value_info[:]
    for message in (*graph.node, *graph.initializer, *graph.input, *graph.output, graph):
        del message.metadata_props[:]
        message.doc_string = ""
    for node in graph.node:
        node.name = ""
    free = dict(zip([d.dim_param for d in next(i for i in graph.input if i.name == "ids").type.tensor_type.shape.dim], ("rows", "length")))
    for value in (*graph.input, *graph.output):
        for dimension in value.type.tensor_type.shape.dim:
            if dimension.dim_param in free:
                dimension.dim_param = free[dimension.dim_param]
    del model.metadata_props[:]
    del model.functions[:]
    model.producer_name, model.producer_version = "semcom", ""
    return model


def optimizer():
    """AdamW on vectors of any length: decoupled weight decay, bias correction, the gradient scaled first.

    The last operator of each output goes value by value, so that a caller may have it written over the input."""
    float_, node = TensorProto.FLOAT, helper.make_node
    vectors, scalars = ["parameter", "gradient", "first", "second"], ["learning_rate", "weight_decay", "step", "scale"]
    constants = {"one": 1.0, "b1": BETAS[0], "b2": BETAS[1], "rest1": 1 - BETAS[0], "rest2": 1 - BETAS[1], "epsilon": EPSILON}
    nodes = [
        node("Mul", ["gradient", "scale"], ["g"]),
        node("Mul", ["first", "b1"], ["old1"]), node("Mul", ["g", "rest1"], ["new1"]), node("Add", ["old1", "new1"], ["new_first"]),
        node("Mul", ["g", "g"], ["square"]),
        node("Mul", ["second", "b2"], ["old2"]), node("Mul", ["square", "rest2"], ["new2"]), node("Add", ["old2", "new2"], ["new_second"]),
        node("Pow", ["b1", "step"], ["power1"]), node("Sub", ["one", "power1"], ["correction1"]),
        node("Pow", ["b2", "step"], ["power2"]), node("Sub", ["one", "power2"], ["correction2"]),
        node("Div", ["new_second", "correction2"], ["variance"]), node("Sqrt", ["variance"], ["deviation"]), node("Add", ["deviation", "epsilon"], ["bottom"]),
        node("Div", ["new_first", "bottom"], ["direction"]), node("Div", ["learning_rate", "correction1"], ["size"]), node("Mul", ["direction", "size"], ["update"]),
        node("Mul", ["learning_rate", "weight_decay"], ["loss"]), node("Sub", ["one", "loss"], ["kept"]), node("Mul", ["parameter", "kept"], ["decayed"]),
        node("Sub", ["decayed", "update"], ["new_parameter"]),
    ]
    graph = helper.make_graph(
        nodes, "optimizer", [helper.make_tensor_value_info(v, float_, ["count"]) for v in vectors] + [helper.make_tensor_value_info(s, float_, []) for s in scalars],
        [helper.make_tensor_value_info(f"new_{v}", float_, ["count"]) for v in ("parameter", "first", "second")],
        [numpy_helper.from_array(np.float32(value), name) for name, value in constants.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], producer_name="semcom", ir_version=10)
    onnx.checker.check_model(model)
    return model


def export_artifacts(codec, folder):
    """Writes the three graphs into a codec folder that has its others -> what codec.json must say under "tensors"."""
    batch, longest = example_batch(codec), codec.config.max_tokens
    shapes = tuple(free_axes(name, longest) for name in BATCH)
    # Attention written out: the fused kernel's gradient has no translation.
    with sdpa_kernel(SDPBackend.MATH):
        for name, figures in (("training_model", False), ("eval_model", True)):
            step = Step(codec, figures).eval()
            parameters, values = dict(step.named_parameters()), {**dict(step.named_parameters()), **dict(step.named_buffers())}
            tensors, turned = table_of(parameters, folder)
            function, state = with_gradients(step, batch, longest) if not figures else alone(step)
            program = torch.export.export(function, (*state, *batch), dynamic_shapes=(*([{}] * len(state)), *shapes) if not figures else ((*([{}] * len(state)), *shapes),), strict=False)
            outputs = ["loss", "accuracy", "token"] if figures else ["loss", *(f"gradient.{p}" for p in parameters)]
            model = finish(to_onnx(program, [*values, *BATCH], outputs), tensors, turned, values)
            (folder / f"{name}.onnx").write_bytes(model.SerializeToString())
    (folder / "optimizer_model.onnx").write_bytes(optimizer().SerializeToString())
    worst = check(codec, folder, tensors, turned)
    print(f"largest relative difference of a gradient to PyTorch's: {worst:.2e}")
    assert worst < 1e-3
    return tensors


def alone(step):
    """The step as a function of (state, batch), and its state."""
    class Stateless(nn.Module):
        def forward(self, *values):
            return torch.func.functional_call(inner, dict(zip(names, values)), values[len(names):])
    inner = copy.deepcopy(step)
    state = {**dict(inner.named_parameters()), **dict(inner.named_buffers())}
    names = list(state)
    return Stateless(), [t.detach() for t in state.values()]


def inputs_of(codec, tensors, turned, batch):
    parameters = dict(Step(codec, False).named_parameters())
    array = lambda name: parameters[name].detach().numpy()
    return {**{name: np.ascontiguousarray(array(name).T if name in turned else array(name)) for name in tensors},
            **{name: value.numpy() for name, value in zip(BATCH, batch)}}


def check(codec, folder, tensors, turned):
    """Largest difference of a gradient to PyTorch's, relative to that gradient's length, on another shape than was traced."""
    batch = example_batch(codec, rows=2, length=9)
    step = Step(codec, False)
    step.zero_grad()
    loss, = step(*batch)
    loss.backward()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(folder / "training_model.onnx"), options)
    got = dict(zip([o.name for o in session.get_outputs()], session.run(None, inputs_of(codec, tensors, turned, batch))))
    evaluated = onnxruntime.InferenceSession(str(folder / "eval_model.onnx"), options).run(["loss"], inputs_of(codec, tensors, turned, batch))[0]
    whole = math.sqrt(sum(float((p.grad ** 2).sum()) for p in step.parameters()))
    worst = max(abs(float(got["loss"]) - loss.item()), abs(float(evaluated) - loss.item())) / loss.item()
    for name, parameter in step.named_parameters():
        if name in tensors:
            expected = parameter.grad.numpy().T if name in turned else parameter.grad.numpy()
            # A key's bias has no gradient but rounding: differences below a millionth of the whole gradient are none.
            worst = max(worst, float(np.linalg.norm(got[f"gradient.{name}"] - expected)) / max(float(np.linalg.norm(expected)), 1e-3 * whole))
    step.zero_grad()
    return worst
