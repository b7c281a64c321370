"""Makes the small random checkpoints that importing is tested with, and what transformers says of them.

    python make_checkpoints.py       (needs `pip install torch transformers gguf tokenizers safetensors accelerate`)

checkpoints/NAME/ is a Hugging Face folder and checkpoints/NAME.gguf a GGUF file; logits.json has, for each, token ids and
the logits of the last of them: base64 of float32 [positions, vocabulary]. Those of a GGUF file are of the weights that
transformers itself reads out of it. types.json has blocks of each number type of GGUF and the numbers they stand for.
"""

import base64
import copy
import json
import os
import shutil

import gguf
import numpy
import torch
from gguf import GGMLQuantizationType as Type
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import AutoModelForCausalLM, GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "checkpoints")
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
VOCABULARY = 288
POSITIONS = 6
TEXT = ["the model reads the text token by token, and the end is the end", "it is there that they met in the other house"]

torch.manual_seed(1)


def make_tokenizer(pre_tokenizer):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(TEXT, trainers.BpeTrainer(vocab_size=VOCABULARY, special_tokens=SPECIAL, initial_alphabet=alphabet, show_progress=False))
    assert tokenizer.get_vocab_size() == VOCABULARY
    return tokenizer


GPT2_CUT = pre_tokenizers.ByteLevel(add_prefix_space=False)
SMOLLM_CUT = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), GPT2_CUT])
COMMON = {"vocab_size": VOCABULARY, "bos_token_id": 1, "eos_token_id": 2, "initializer_range": 0.2}
LLAMA_SIZES = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 16, "max_position_embeddings": 64}
QWEN2_SIZES = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2, "num_key_value_heads": 1, "max_position_embeddings": 64}
GPT2_SIZES = {"n_embd": 32, "n_layer": 2, "n_head": 2, "n_positions": 64}
LLAMA3 = {"rope_type": "llama3", "rope_theta": 10000.0, "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 16}

ids = torch.randint(3, VOCABULARY, (1, 20))
logits = {}


def randomise(model):
    """Norms and biases begin as ones and zeros, which would not tell one from another."""
    for name, parameter in model.named_parameters():
        if parameter.dim() == 1:
            parameter.data.add_(0.2 * torch.randn_like(parameter))
    return model.eval()


def remember(name, model):
    with torch.no_grad():
        last = model(ids).logits[0, -POSITIONS:].float().numpy()
    logits[name] = {"ids": ids[0].tolist(), "logits": base64.b64encode(last.tobytes()).decode()}


def save_folder(name, model, tokenizer, dtype=torch.float32, shards=1):
    model = copy.deepcopy(model)
    for parameter in model.parameters():
        parameter.data = parameter.data.to(dtype).float()
    folder = os.path.join(HERE, name)
    os.makedirs(folder)
    model.config.save_pretrained(folder)
    tensors = {key: value.to(dtype).contiguous() for key, value in model.state_dict().items() if not (model.config.tie_word_embeddings and key == "lm_head.weight")}
    names = sorted(tensors)
    if shards == 1:
        save_file(tensors, os.path.join(folder, "model.safetensors"))
    else:
        files = {key: f"model-{i % shards + 1:05d}-of-{shards:05d}.safetensors" for i, key in enumerate(names)}
        for file in set(files.values()):
            save_file({key: tensors[key] for key in names if files[key] == file}, os.path.join(folder, file))
        with open(os.path.join(folder, "model.safetensors.index.json"), "w") as index:
            json.dump({"metadata": {}, "weight_map": files}, index)
    tokenizer.save(os.path.join(folder, "tokenizer.json"), pretty=False)
    remember(name, model)


def alternate(weights, heads):
    """Orders the rows of queries and keys as llama.cpp's converter does."""
    return weights.reshape(heads, 2, weights.shape[0] // heads // 2, *weights.shape[1:]).swapaxes(1, 2).reshape(weights.shape)


def save_gguf(name, model, tokenizer, arch, pre, type_of):
    config = model.config
    path = os.path.join(HERE, f"{name}.gguf")
    writer = gguf.GGUFWriter(path, arch)
    gpt2 = arch == "gpt2"
    layers = config.n_layer if gpt2 else config.num_hidden_layers
    writer.add_name(name)
    writer.add_license("mit")
    writer.add_context_length(config.n_positions if gpt2 else config.max_position_embeddings)
    writer.add_embedding_length(config.n_embd if gpt2 else config.hidden_size)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(4 * config.n_embd if gpt2 else config.intermediate_size)
    writer.add_head_count(config.n_head if gpt2 else config.num_attention_heads)
    if gpt2:
        writer.add_layer_norm_eps(config.layer_norm_epsilon)
    else:
        writer.add_head_count_kv(config.num_key_value_heads)
        writer.add_layer_norm_rms_eps(config.rms_norm_eps)
        writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
        writer.add_rope_dimension_count(config.hidden_size // config.num_attention_heads)
        writer.add_vocab_size(VOCABULARY)
    vocabulary = sorted(tokenizer.get_vocab(), key=tokenizer.get_vocab().get)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(pre)
    writer.add_token_list(vocabulary)
    writer.add_token_types([3 if token in SPECIAL else 1 for token in vocabulary])
    writer.add_token_merges([" ".join(pair) for pair in json.loads(tokenizer.to_str())["model"]["merges"]])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    names = gguf.get_tensor_name_map({"llama": gguf.MODEL_ARCH.LLAMA, "qwen2": gguf.MODEL_ARCH.QWEN2, "gpt2": gguf.MODEL_ARCH.GPT2}[arch], layers)
    for key, value in model.state_dict().items():
        if key == "lm_head.weight" and config.tie_word_embeddings:
            continue
        array = value.float().numpy()
        if arch == "llama" and "q_proj" in key:
            array = alternate(array, config.num_attention_heads)
        if arch == "llama" and "k_proj" in key:
            array = alternate(array, config.num_key_value_heads)
        if gpt2 and key.endswith((".c_attn.weight", ".c_proj.weight", ".c_fc.weight")):
            array = array.T
        target = names.get_name(key, try_suffixes=(".weight", ".bias"))
        kind = Type.F32 if array.ndim == 1 or "position" in target else type_of(target)
        writer.add_tensor(target, gguf.quants.quantize(numpy.ascontiguousarray(array), kind), raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    # transformers does not read GPT-2's context length out of the file.
    context = {"n_positions": config.n_positions} if gpt2 else {}
    remember(f"{name}.gguf", AutoModelForCausalLM.from_pretrained(HERE, gguf_file=f"{name}.gguf", dtype=torch.float32, **context).eval())


def save_types():
    """Blocks of random numbers, but with scales that are ordinary."""
    rng = numpy.random.default_rng(1)
    types = {}
    for kind in (Type.F16, Type.BF16, Type.Q4_0, Type.Q4_1, Type.Q5_0, Type.Q5_1, Type.Q8_0, Type.Q4_K, Type.Q5_K, Type.Q6_K):
        block, size = gguf.GGML_QUANT_SIZES[kind]
        count = 2 if block == 256 else 512 // block
        try:
            raw = gguf.quants.quantize(rng.standard_normal(count * block).astype(numpy.float32), kind)
        except NotImplementedError:
            raw = rng.integers(0, 256, (count, size), dtype=numpy.uint8)
            halves = {Type.Q4_K: (0, 2), Type.Q5_K: (0, 2), Type.Q6_K: (size - 2,)}[kind]
            for at in halves:
                scales = rng.uniform(0.001, 0.01, count).astype(numpy.float16)
                raw[:, at : at + 2] = scales.view(numpy.uint8).reshape(count, 2)
        raw = numpy.ascontiguousarray(raw)
        floats = gguf.quants.dequantize(raw, kind).astype(numpy.float32)
        types[kind.name] = {"bytes": base64.b64encode(raw.tobytes()).decode(), "floats": base64.b64encode(floats.tobytes()).decode()}
    with open(os.path.join(HERE, "types.json"), "w") as file:
        json.dump(types, file, indent=0)


shutil.rmtree(HERE, ignore_errors=True)
os.makedirs(HERE)
save_types()

llama = randomise(LlamaForCausalLM(LlamaConfig(**COMMON, **LLAMA_SIZES, rope_parameters=LLAMA3, tie_word_embeddings=False)))
save_folder("llama", llama, make_tokenizer(SMOLLM_CUT), shards=2)
qwen2 = randomise(Qwen2ForCausalLM(Qwen2Config(**COMMON, **QWEN2_SIZES, tie_word_embeddings=True)))
save_folder("qwen2", qwen2, make_tokenizer(GPT2_CUT), torch.bfloat16)
gpt2 = randomise(GPT2LMHeadModel(GPT2Config(**COMMON, **GPT2_SIZES)))
save_folder("gpt2", gpt2, make_tokenizer(GPT2_CUT), torch.float16)

# Matrices that are multiplied together have different types here, and the same in the other file.
MIXED = {"attn_q": Type.Q4_1, "attn_k": Type.Q4_1, "attn_v": Type.Q8_0, "attn_output": Type.Q4_0, "ffn_gate": Type.Q4_0, "ffn_up": Type.Q5_0, "token_embd": Type.Q4_1, "output": Type.F16}
plain = randomise(LlamaForCausalLM(LlamaConfig(**COMMON, **QWEN2_SIZES, tie_word_embeddings=False)))
save_gguf("llama-mixed", plain, make_tokenizer(SMOLLM_CUT), "llama", "smollm", lambda name: next((kind for key, kind in MIXED.items() if key in name), Type.Q8_0))
save_gguf("qwen2-q4_1", qwen2, make_tokenizer(GPT2_CUT), "qwen2", "gpt-2", lambda name: Type.Q8_0 if "token_embd" in name else Type.Q4_1)
save_gguf("gpt2-q8_0", gpt2, make_tokenizer(GPT2_CUT), "gpt2", "gpt-2", lambda name: Type.Q8_0)

with open(os.path.join(HERE, "logits.json"), "w") as file:
    json.dump(logits, file, indent=0)
