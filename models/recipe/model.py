"""The semantic codec: a Hugging Face language model, a rate adapter and what joins them.

Shapes: B messages, T tokens (one slot on the air belongs to each token), d features, M the most channel uses a token may
have, so 2M real coordinates a token.  Token t sends its first `coordinates[b, t]` ones (nested rates).
Power: the mean power of a complex channel use is 1 over a message.  SNR: Es/N0 per channel use; noise N0/2 per real dimension.
"""

import json
import math
from dataclasses import dataclass

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper
from torch import nn
from transformers import AutoConfig, BartConfig, BartForConditionalGeneration, BartModel, GPT2Config, GPT2LMHeadModel, GPT2Model

SNR_KNEE = 10.0  # above this linear SNR the matched filter stops gaining weight: other words' codes are the noise then
# No probability of a token is made smaller than e^-60. Evidence at high SNR leaves most of them so little that float32 has only denormal numbers
# for it, with which a processor takes a hundred times as long: the softmax over the vocabulary was a third of a decoder's
# pass, and the products with such gradients three quarters of a training step (artifacts.py).
DEPTH = 60.0
MAX_BIT_SNR = 10.0  # a soft bit more reliable than this (an LLR of 20) counts as this reliable


@dataclass
class CodecConfig:
    kind: str = "bart"
    vocabulary: int = 8192
    d: int = 256
    heads: int = 4
    feed_forward: int = 1024
    tx_layers: int = 2
    rx_layers: int = 4
    max_uses: int = 12
    max_tokens: int = 96
    bos: int = 0  # stands before a message's first token
    pad: int = 1  # fills a batch's shorter rows
    special: tuple = (0, 1, 2, 3)  # the tokens that no text becomes, those two among them
    backbone: dict | None = None  # the Hugging Face configuration of the checkpoint that the codec started from

    @staticmethod
    def of(state):
        """The configuration that train.py has saved, also in states of before checkpoints' configurations were kept."""
        return CodecConfig(**{name: value for name, value in state["config"].items() if name != "init"})


class Condition(nn.Module):
    """An end's knowledge of the link, as a vector: [..., inputs] -> [..., outputs]."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(inputs, 64), nn.GELU(), nn.Linear(64, outputs))

    def forward(self, *known):
        return self.net(torch.stack(known, -1))


class Bart(nn.Module):
    """Encoder-decoder: the transmitter is the encoder, the receiver the decoder, which attends to the whole memory."""

    def __init__(self, c: CodecConfig):
        super().__init__()
        self.lm = BartModel(BartConfig.from_dict(c.backbone) if c.backbone else BartConfig(
            vocab_size=c.vocabulary, d_model=c.d, encoder_layers=c.tx_layers, decoder_layers=c.rx_layers,
            encoder_attention_heads=c.heads, decoder_attention_heads=c.heads, encoder_ffn_dim=c.feed_forward,
            decoder_ffn_dim=c.feed_forward, max_position_embeddings=c.max_tokens, dropout=0, attention_dropout=0,
            activation_dropout=0, bos_token_id=c.bos, pad_token_id=c.pad, eos_token_id=2, decoder_start_token_id=c.bos,
            scale_embedding=True))
        if not c.backbone:
            nn.init.normal_(self.lm.shared.weight, std=c.d ** -0.5)
        self.embedding = self.lm.shared
        self.embed_scale = math.sqrt(self.lm.config.d_model) if self.lm.config.scale_embedding else 1.0

    whole = BartForConditionalGeneration
    without_dropout = dict.fromkeys(("dropout", "attention_dropout", "activation_dropout", "encoder_layerdrop", "decoder_layerdrop"), 0.0)

    @staticmethod
    def sizes(hf):
        return dict(vocabulary=hf.vocab_size, d=hf.d_model, heads=hf.encoder_attention_heads, feed_forward=hf.encoder_ffn_dim,
                    tx_layers=hf.encoder_layers, rx_layers=hf.decoder_layers, max_tokens=hf.max_position_embeddings)

    def encode(self, x, mask):
        return self.lm.encoder(inputs_embeds=x, attention_mask=mask.long()).last_hidden_state

    def decode(self, x, memory, mask):
        return self.lm.decoder(inputs_embeds=x + memory, encoder_hidden_states=memory, encoder_attention_mask=mask.long(),
                               use_cache=False).last_hidden_state


class Gpt2(nn.Module):
    """Decoder-only: the transmitter is the first blocks of the network that the receiver runs whole."""

    def __init__(self, c: CodecConfig):
        super().__init__()
        self.lm = GPT2Model(GPT2Config.from_dict(c.backbone) if c.backbone else GPT2Config(
            vocab_size=c.vocabulary, n_embd=c.d, n_layer=c.tx_layers + c.rx_layers, n_head=c.heads, n_inner=c.feed_forward,
            n_positions=c.max_tokens, resid_pdrop=0, embd_pdrop=0, attn_pdrop=0, bos_token_id=c.bos, eos_token_id=2))
        self.tx_layers = c.tx_layers
        if not c.backbone:
            nn.init.normal_(self.lm.wte.weight, std=c.d ** -0.5)
        self.embedding = self.lm.wte
        self.embed_scale = 1.0 if c.backbone else math.sqrt(c.d)

    whole = GPT2LMHeadModel
    without_dropout = dict.fromkeys(("resid_pdrop", "embd_pdrop", "attn_pdrop"), 0.0)

    @staticmethod
    def sizes(hf):
        tx_layers = max(1, hf.n_layer // 3)
        return dict(vocabulary=hf.vocab_size, d=hf.n_embd, heads=hf.n_head, feed_forward=hf.n_inner or 4 * hf.n_embd,
                    tx_layers=tx_layers, rx_layers=hf.n_layer - tx_layers, max_tokens=hf.n_positions)

    def encode(self, x, mask):
        x = x + self.lm.wpe.weight[: x.shape[1]]
        for block in self.lm.h[: self.tx_layers]:
            out = block(x)
            x = out[0] if isinstance(out, tuple) else out
        return x

    def decode(self, x, memory, mask):
        return self.lm(inputs_embeds=x + memory, use_cache=False).last_hidden_state


KINDS = {"bart": Bart, "gpt2": Gpt2}


class RateAdapter(nn.Module):
    """Features [B,T,d] <-> 2M real coordinates a token, and the matched filter that starts as the transmitter's transpose.

    Of code words c in Gaussian noise the likeliest maximises sum_i snr_i (2 y_i c_i - c_i^2).  The matched filter gives the
    first term.  The second, the code words' energy, matters as much: without it loud code words win (an untrained codec
    detects 24 % of its tokens at 18 dB, and 99.7 % with it).  The same holds for bits: they are the signs of code words.
    """

    def __init__(self, d, max_uses):
        super().__init__()
        width = 2 * max_uses
        self.width = width
        self.tx = nn.Linear(d, width, bias=False)
        nn.init.orthogonal_(self.tx.weight)
        self.rx = nn.Linear(width, d, bias=False)
        self.matched = nn.Linear(width, d, bias=False)
        for receiver in (self.rx, self.matched):
            receiver.weight.data.copy_(self.tx.weight.data.t())
        self.tx_condition = Condition(3, d)
        self.rx_condition = Condition(4, d)
        self.gain = Condition(4, 1)
        self.energy = Condition(4, 1)
        self.neighbours = nn.Conv1d(d, d, 5, padding=2)  # evidence of the tokens around, for a receiver that cannot look ahead
        nn.init.zeros_(self.neighbours.weight)
        nn.init.zeros_(self.neighbours.bias)
        self.position = nn.Embedding(1, d)  # replaced by the codec, which knows the length
        self.norm = nn.LayerNorm(d)

    def transmit(self, features, coordinates, bit):
        """Features -> channel input x [B,T,2M], unit mean power a use in analog mode, +-1/sqrt(2) a coordinate in bit mode."""
        sent = (torch.arange(self.width, device=features.device) < coordinates[..., None]).to(features.dtype)
        z = self.tx(features) * sent
        power = 2 * (z * z).sum((1, 2)) / sent.sum((1, 2)).clamp(min=1)
        analog = z / torch.sqrt(power + 1e-6)[:, None, None]
        soft = analog.clamp(-1, 1)
        hard = (torch.where(z >= 0, 1.0, -1.0) * sent) * math.sqrt(0.5)
        straight_through = hard + (soft - soft.detach())
        return torch.where(bit[:, None, None] > 0.5, straight_through, analog)

    def receive(self, y, snr, mask, bit):
        """Equalised observations y and their effective SNRs [B,T,2M] -> memory [B,T,d], slope and energy weights [B,T,2M].

        What was heard speaks for a token of code word c (its own coordinates) with slope . c - energy . c^2.

        SNR 0 means not sent, or lost.  In bit mode y = sign(LLR)/sqrt(2) and snr = |LLR|/2, positive meaning x > 0.
        """
        as_bit = bit[:, None, None]
        snr = torch.where(as_bit > 0.5, snr.clamp(max=MAX_BIT_SNR), snr.clamp(max=1000.0)) * mask[..., None]
        slope = y * snr  # the log-likelihood of a coordinate c is 2 * slope * c
        soft = torch.where(as_bit > 0.5, torch.tanh(slope * math.sqrt(2)) * math.sqrt(0.5), slope / (1 + snr))
        heard = (snr > 0).to(snr.dtype)
        token_heard = heard.sum(-1)
        token_snr = snr.sum(-1) / token_heard.clamp(min=1)
        message_snr = (snr.sum((1, 2)) / heard.sum((1, 2)).clamp(min=1))[:, None]
        decibel = lambda g: torch.log10(g.clamp(0.03, 1000.0))
        known = (decibel(message_snr).expand_as(token_snr), decibel(token_snr), token_heard / self.width, bit[:, None].expand_as(token_snr))
        knee = 1 + message_snr[..., None] / SNR_KNEE
        gain = F.softplus(self.gain(*known) + 0.54)
        energy = snr / knee * gain * 0.3 * torch.sigmoid(self.energy(*known))
        heard_features = self.rx(soft) * 4
        around = self.neighbours((heard_features * mask[..., None]).transpose(1, 2)).transpose(1, 2)
        memory = self.norm(heard_features + around + self.position.weight[: y.shape[1]] + self.rx_condition(*known))
        return memory, slope / knee * gain, energy


class SemanticCodec(nn.Module):
    def __init__(self, config: CodecConfig):
        super().__init__()
        self.config = config
        self.backbone = KINDS[config.kind](config)
        self.embedding = self.backbone.embedding
        self.adapter = RateAdapter(config.d, config.max_uses)
        self.adapter.position = nn.Embedding(config.max_tokens, config.d)
        nn.init.normal_(self.adapter.position.weight, std=0.02)
        self.tx_norm = nn.LayerNorm(config.d)
        self.register_buffer("code_scale", 1 / self.embedding.weight.detach().std())
        self.output_bias = nn.Parameter(torch.zeros(config.vocabulary))

    def embed(self, ids):
        return F.embedding(ids, self.embedding.weight) * self.backbone.embed_scale

    def features(self, ids, mask, coordinates, snr_db, bit):
        """Tokens [B,T] -> features [B,T,d]. The transmitter knows the mean SNR, the rate and the mode; a bit link hides its SNR."""
        rate = coordinates.sum(1) / mask.sum(1).clamp(min=1) / self.adapter.width
        snr = torch.where(bit > 0.5, torch.ones_like(snr_db), snr_db / 10)
        known = self.adapter.tx_condition(snr, rate, bit)[:, None]
        hidden = self.backbone.encode(self.embed(ids) + known, mask)
        return self.tx_norm(hidden) + F.embedding(ids, self.embedding.weight) * self.code_scale

    def transmit(self, ids, mask, coordinates, snr_db, bit):
        return self.adapter.transmit(self.features(ids, mask, coordinates, snr_db, bit), coordinates, bit)

    def receive(self, y, snr, mask, bit):
        """Observations -> memory [B,T,d] for the decoder and evidence [B,T,d+2M] for the output embedding."""
        memory, slope, energy = self.adapter.receive(y, snr, mask, bit)
        return memory, self.evidence(slope, energy)

    def evidence(self, slope, energy):
        """The observations as an addend to the hidden states [B,T,d+2M]: the matched filter's output beside the energy weights."""
        return torch.cat([self.adapter.matched(slope) * self.code_scale, -energy], -1)

    def guess(self, slope, energy):
        """The likeliest tokens [B,T] by the evidence alone, by way of the 2M coordinates instead of the d features."""
        code = self.code_words()
        logits = F.linear(torch.cat([slope, -energy], -1).flatten(0, 1), torch.cat([code, code ** 2], 1), self.output_bias)
        return logits.topk(1).indices.reshape(slope.shape[:2])

    def code_words(self):
        """Each token's own coordinates, as the receiver expects them: [V,2M]."""
        return self.embedding.weight @ self.adapter.matched.weight * self.code_scale

    def hidden(self, memory, evidence, previous, mask):
        """Memory, evidence and the guessed tokens shifted right -> [B,T,d+2M], which the output embedding turns into logits."""
        return evidence + F.pad(self.backbone.decode(self.embed(previous), memory, mask), (0, self.adapter.width))

    def output_embedding(self):
        """The tied embedding and, beside it, the energy of each token's code word in each coordinate: [V,d+2M]."""
        return torch.cat([self.embedding.weight, self.code_words() ** 2], 1)

    def logits(self, hidden):
        return F.linear(hidden, self.output_embedding(), self.output_bias)


def below_best(logits, best):
    """Logits less the best of each row [N,V], [N,1] -> what has the same probabilities, but for those below e^-DEPTH."""
    return (logits - best).clamp(min=-DEPTH)


def from_folder(folder):
    """The codec in a folder as export.py wrote it, one that did not start from a checkpoint: weights.bin has its parameters, some of them
    transposed, and the training graph those that are one number."""
    facts = json.loads((folder / "codec.json").read_text())
    graph = onnx.load(folder / "training_model.onnx", load_external_data=False).graph
    turned = {node.input[0] for node in graph.node if node.output[0] == f"{node.input[0]}.turned"}
    data = (folder / "weights.bin").read_bytes()
    values = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    for name, place in facts["tensors"].items():
        array = np.frombuffer(data, np.float16, int(np.prod(place["shape"])), place["offset"]).reshape(place["shape"])
        values[name] = array.T if name in turned else array
    layers, shared = facts["layers"], ("kind", "vocabulary", "d", "heads", "feed_forward", "max_uses", "max_tokens", "bos", "pad")
    codec = SemanticCodec(CodecConfig(tx_layers=layers["transmitter"], rx_layers=layers["receiver"], **{name: facts[name] for name in shared}))
    with torch.no_grad():
        for name, tensor in [*codec.named_parameters(), *codec.named_buffers()]:
            tensor.copy_(torch.from_numpy(values[f"codec.{name}"].astype(np.float32)))
    return codec.eval()


def from_checkpoint(folder, special=(), **wanted):
    """A codec around a Hugging Face checkpoint of BART's or GPT-2's layout: its weights, sizes and tokens, and a rate adapter that knows nothing.

    special: the tokens that no text becomes, by the checkpoint's tokenizer.  wanted: other fields of CodecConfig; max_tokens
    is at most what the checkpoint has positions for.  Of BART's tokens `bos` stands before the first one, as in the texts
    that it learnt from; GPT-2 has none to pad with, and its end of text serves."""
    hf = AutoConfig.from_pretrained(folder)
    if hf.model_type not in KINDS:
        raise ValueError(f"{folder} is a checkpoint of {hf.model_type}, and only those of {' and '.join(KINDS)} can be started from")
    if not hf.tie_word_embeddings:
        raise ValueError(f"{folder} has an output embedding of its own, and a codec has one for input and output")
    backbone = KINDS[hf.model_type]
    sizes = backbone.sizes(hf)
    sizes["max_tokens"] = min(sizes["max_tokens"], wanted.pop("max_tokens", CodecConfig.max_tokens))
    pad = hf.eos_token_id if hf.pad_token_id is None else hf.pad_token_id
    model, report = backbone.whole.from_pretrained(folder, dtype=torch.float32, output_loading_info=True)
    if missing := [name for name in report["missing_keys"] if name not in ("lm_head.weight", "final_logits_bias")]:
        raise ValueError(f"{folder} lacks {len(missing)} tensors, {sorted(missing)[0]} among them")
    codec = SemanticCodec(CodecConfig(kind=hf.model_type, bos=hf.bos_token_id, pad=pad, special=tuple(sorted({hf.bos_token_id, pad, *special})),
                                      backbone={**hf.to_dict(), **backbone.without_dropout}, **sizes, **wanted))
    codec.backbone.lm.load_state_dict(model.base_model.state_dict())
    with torch.no_grad():
        codec.code_scale.copy_(1 / codec.embedding.weight.std())
        if hasattr(model, "final_logits_bias"):
            codec.output_bias.copy_(model.final_logits_bias[0])
    return codec
