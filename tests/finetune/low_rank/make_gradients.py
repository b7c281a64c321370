"""Makes the gradients of low-rank adapters beside the checkpoints of tests/codec/import, by PyTorch and PEFT.

    python make_gradients.py       (needs `pip install torch transformers gguf accelerate peft`)

gradients.json has of each case the texts, the adapter's settings, its values and their gradients (float32, base64), and the
loss: the mean surprisal, in nats, of all tokens of all texts but the first of each.
"""

import base64
import json
import os

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForCausalLM

HERE = os.path.dirname(os.path.abspath(__file__))
CHECKPOINTS = os.path.join(HERE, "..", "..", "codec", "import", "checkpoints")

ALL = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
CASES = {
    "llama": dict(r=3, lora_alpha=6, target_modules=ALL),
    "llama with an adapter of its own": dict(r=2, lora_alpha=3, target_modules=["q_proj", "gate_proj", "down_proj"]),
    "qwen2-q4_1.gguf": dict(r=2, lora_alpha=1, target_modules=["k_proj", "o_proj", "up_proj"]),
    "llama-mixed.gguf": dict(r=2, lora_alpha=4, target_modules=ALL),
    "gpt2": dict(r=2, lora_alpha=2, target_modules=["c_attn", "c_proj", "c_fc"], fan_in_fan_out=True),
}


def encode(tensor):
    return base64.b64encode(tensor.detach().float().contiguous().numpy().tobytes()).decode()


answers = {}
torch.manual_seed(4)
for case, settings in CASES.items():
    name = case.split(" ")[0]
    source = dict(gguf_file=name) if name.endswith(".gguf") else {}
    path = CHECKPOINTS if source else os.path.join(CHECKPOINTS, name)
    model = AutoModelForCausalLM.from_pretrained(path, dtype=torch.float32, attn_implementation="eager", **source)
    config = LoraConfig(task_type="CAUSAL_LM", **settings)
    if case == name:
        model = get_peft_model(model, config, adapter_name="new")
    else:
        model = PeftModel.from_pretrained(model, os.path.join(CHECKPOINTS, f"{name}-lora"), adapter_name="own")
        model.add_adapter("new", config)
        model.base_model.set_adapter(["own", "new"])
    model.eval()
    new = {key: parameter for key, parameter in model.named_parameters() if ".new." in key}
    for parameter in new.values():
        parameter.data.normal_(0, 0.3)
        parameter.requires_grad_(True)
    texts = [torch.randint(3, model.config.vocab_size, (length,)).tolist() for length in (9, 5, 2)]
    losses = []
    for text in texts:
        logits = model(torch.tensor([text])).logits[0, :-1].float()
        losses.append(torch.nn.functional.cross_entropy(logits, torch.tensor(text[1:]), reduction="none"))
    loss = torch.cat(losses).mean()
    loss.backward()
    answers[case] = {
        "texts": texts,
        "rank": settings["r"],
        "scale": settings["lora_alpha"] / settings["r"],
        "loss": loss.item(),
        "tensors": {
            key.replace(".new.", "."): {"values": encode(parameter), "gradient": encode(parameter.grad)}
            for key, parameter in new.items()
        },
    }
with open(os.path.join(HERE, "gradients.json"), "w") as file:
    json.dump(answers, file, indent=0)
    file.write("\n")
