"""Makes small random low-rank adapters beside the checkpoints of make_checkpoints.py, and what transformers with PEFT says of the two.

    python make_adapters.py       (needs `pip install torch transformers gguf accelerate peft`)

checkpoints/NAME-lora/ is a folder as PEFT writes it; adapted_logits.json is like logits.json.
"""

import base64
import json
import os
import shutil

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "checkpoints")
POSITIONS = 6

# Beside the matrices that are multiplied together there are adapters of all, of some, and of one alone.
ADAPTERS = {
    "llama": dict(r=4, lora_alpha=8, target_modules=["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]),
    "qwen2-q4_1.gguf": dict(r=3, lora_alpha=5, target_modules=["q_proj", "v_proj", "up_proj"]),
    "llama-mixed.gguf": dict(r=2, lora_alpha=2, target_modules=["k_proj", "gate_proj"]),
    "gpt2": dict(r=4, lora_alpha=4, target_modules=["c_attn", "c_proj", "c_fc"], fan_in_fan_out=True),
}

with open(os.path.join(HERE, "logits.json")) as file:
    ids = {name: answer["ids"] for name, answer in json.load(file).items()}
logits = {}
torch.manual_seed(2)
for name, settings in ADAPTERS.items():
    source = dict(gguf_file=name) if name.endswith(".gguf") else {}
    model = AutoModelForCausalLM.from_pretrained(HERE if source else os.path.join(HERE, name), dtype=torch.float32, **source)
    model = get_peft_model(model, LoraConfig(task_type="CAUSAL_LM", **settings)).eval()
    for key, parameter in model.named_parameters():
        if "lora_" in key:
            parameter.data.normal_(0, 0.3)
    folder = os.path.join(HERE, f"{name}-lora")
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder)
    os.remove(os.path.join(folder, "README.md"))
    config = os.path.join(folder, "adapter_config.json")
    values = json.load(open(config))
    values["base_model_name_or_path"] = name
    json.dump(values, open(config, "w"), indent=2)
    with torch.no_grad():
        last = model(torch.tensor([ids[name]])).logits[0, -POSITIONS:].float().numpy()
    logits[name] = {"ids": ids[name], "logits": base64.b64encode(last.tobytes()).decode()}
with open(os.path.join(HERE, "adapted_logits.json"), "w") as file:
    json.dump(logits, file, indent=0)
