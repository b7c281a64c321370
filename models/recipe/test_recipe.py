"""Tests of the recipe.   cd models/recipe && python -m unittest        (about a minute; needs what export.py needs)

Tiny codecs with random weights: what matters here is that every path computes the same function, not that it is any good.
"""

import json
import logging
import math
import tempfile
import unittest
import warnings
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
import transformers
from transformers import BartConfig, BartForConditionalGeneration, BartModel, GPT2Config, GPT2LMHeadModel, GPT2Model

from export import Weights, export_codec, session, tell_apart
from model import CodecConfig, SemanticCodec, from_checkpoint
from train import VocabularyLoss, draw_link, loss_of, observe, ordinary_tokens, shift, spread, training_batch

VOCABULARY = 300
TINY = dict(vocabulary=VOCABULARY, d=32, heads=4, feed_forward=64, tx_layers=1, rx_layers=2, max_uses=5, max_tokens=40)


def setUpModule():
    """Silences what the libraries say of themselves, so that a failure can be seen."""
    warnings.simplefilter("ignore")
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    torch.backends.nnpack.set_flags(False)
    torch.set_num_threads(1)  # two only wait for each other at these sizes


def shaken(codec):
    """Moves every weight a little: what starts at zero, or as another tensor's transpose, would hide a mistake."""
    with torch.no_grad():
        for p in codec.parameters():
            p.add_(0.05 * torch.randn_like(p))
    return codec.eval()


# Random Hugging Face models as somebody's checkpoints, with the dropout that real ones have. Their special tokens lie at the vocabulary's
# end, as GPT-2's does, or where BART's are; BART's is once saved with the head that language generation needs and once without.
SIZES = dict(bart=dict(vocab_size=VOCABULARY, d_model=48, encoder_layers=1, decoder_layers=2, encoder_attention_heads=4, decoder_attention_heads=4,
                       encoder_ffn_dim=96, decoder_ffn_dim=96, max_position_embeddings=40),
             gpt2=dict(vocab_size=VOCABULARY, n_embd=48, n_layer=3, n_head=4, n_positions=40, bos_token_id=VOCABULARY - 1, eos_token_id=VOCABULARY - 1))
CHECKPOINTS = {
    "bart": lambda: BartForConditionalGeneration(BartConfig(**SIZES["bart"])),
    "bart scaled": lambda: BartModel(BartConfig(**SIZES["bart"], scale_embedding=True)),
    "bart with other tokens": lambda: BartModel(BartConfig(**SIZES["bart"], bos_token_id=9, pad_token_id=VOCABULARY - 2, eos_token_id=7)),
    "gpt2": lambda: GPT2LMHeadModel(GPT2Config(**SIZES["gpt2"])),
    "gpt2 without head": lambda: GPT2Model(GPT2Config(**SIZES["gpt2"], scale_attn_by_inverse_layer_idx=True)),
}


def save_checkpoint(folder, name):
    """Saves a checkpoint whose tensors all differ -> the Hugging Face model."""
    model = CHECKPOINTS[name]()
    with torch.no_grad():
        for tensor in (*model.parameters(), *model.buffers()):
            tensor.add_(0.1 * torch.randn_like(tensor))
    model.save_pretrained(folder)
    return model.eval()


def random_batch(codec, lengths=(13, 9, 1, 6), bits=(0, 1, 0, 1)):
    """Sentences of random tokens over random links: a noisy one, a clean one, and both modes."""
    width = 2 * codec.config.max_uses
    lengths, bit = torch.tensor(lengths), torch.tensor(bits).float()
    mask = (torch.arange(int(lengths.max())) < lengths[:, None]).float()
    ids = torch.where(mask > 0, torch.randint(4, codec.config.vocabulary, mask.shape), codec.config.pad)
    coordinates = torch.randint(1, width + 1, mask.shape).float() * mask
    snr_db = torch.tensor([9.0, 3.0, 20.0, -2.0])
    snr = 10 ** (snr_db / 10)[:, None, None] * (torch.arange(width) < coordinates[..., None])
    return ids, mask, coordinates, snr_db, snr, bit, torch.randn(snr.shape)


class Exported(unittest.TestCase):
    """The folder's graphs, run one after another as the runtime does, against PyTorch from ids to logits."""

    def setUp(self):
        torch.manual_seed(3)

    def matches(self, codec):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            self.assertLess(export_codec(codec, folder), 1e-4)
            with torch.no_grad():
                self.chain_matches(codec, folder)

    def chain_matches(self, codec, folder):
        ids, mask, coordinates, snr_db, snr, bit, noise = random_batch(codec)
        run = lambda graph, outputs, **inputs: session(folder, graph).run(outputs, {k: v if isinstance(v, np.ndarray) else v.numpy() for k, v in inputs.items()})
        features, = run("encoder", ["features"], ids=ids, mask=mask, coordinates=coordinates, snr_db=snr_db, bit=bit)
        sent, = run("adapter_tx", ["x"], features=features, coordinates=coordinates, bit=bit)
        x = codec.transmit(ids, mask, coordinates, snr_db, bit)
        self.close(x, sent)
        y, snr = observe(x, snr, bit, noise)
        memory, evidence, guess = run("adapter_rx", ["memory", "evidence", "guess"], y=y, snr=snr, mask=mask, bit=bit)
        real = mask.flatten().nonzero()[:, 0]
        token, probability = run("decoder", ["token", "probability"], memory=memory, evidence=evidence, previous=shift(ids, codec.config.bos), mask=mask, positions=real)
        expected_memory, expected_evidence = codec.receive(y, snr, mask, bit)
        self.close(expected_memory, memory)
        self.close(expected_evidence, evidence)
        self.picks(codec.logits(expected_evidence).flatten(0, 1)[real], guess.reshape(-1)[real.numpy()])
        logits = codec.logits(codec.hidden(expected_memory, expected_evidence, shift(ids, codec.config.bos), mask)).flatten(0, 1)[real]
        self.picks(logits, token)
        self.close(logits.softmax(-1).max(-1).values, probability)

    def close(self, expected, got):
        np.testing.assert_allclose(got, expected.numpy(), rtol=1e-3, atol=2e-4 * max(1.0, float(expected.abs().max())))

    def picks(self, logits, token):
        """The exported token is the most likely one; it may be the second only where the two are equal but for rounding."""
        lost = logits.max(-1).values - logits.gather(-1, torch.from_numpy(token)[:, None])[:, 0]
        self.assertLess(float(lost.max() / logits.abs().max()), 1e-4)

    def test_bart(self):
        self.matches(shaken(SemanticCodec(CodecConfig(kind="bart", **TINY))))

    def test_gpt2(self):
        self.matches(shaken(SemanticCodec(CodecConfig(kind="gpt2", **TINY))))

    def test_checkpoints(self):
        for name in CHECKPOINTS:
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                save_checkpoint(folder, name)
                self.matches(shaken(from_checkpoint(folder, max_uses=5)))


class Checkpoint(unittest.TestCase):
    """A codec that starts from a checkpoint is that checkpoint, with a rate adapter between its ends."""

    def setUp(self):
        torch.manual_seed(7)

    def each(self):
        for name in CHECKPOINTS:
            with tempfile.TemporaryDirectory() as folder:
                model = save_checkpoint(folder, name)
                codec = from_checkpoint(folder, max_uses=5)
            yield name, codec, model

    def test_weights(self):
        for name, codec, model in self.each():
            with self.subTest(name):
                loaded, saved = codec.backbone.lm.state_dict(), model.base_model.state_dict()
                self.assertEqual(loaded.keys(), saved.keys())
                for key, value in saved.items():
                    self.assertTrue(torch.equal(loaded[key], value), key)
                bias = model.final_logits_bias[0] if hasattr(model, "final_logits_bias") else torch.zeros(VOCABULARY)
                self.assertTrue(torch.equal(codec.output_bias, bias))
                self.assertTrue(torch.equal(codec.code_scale, 1 / codec.embedding.weight.std()))

    def test_configuration(self):
        for name, codec, model in self.each():
            with self.subTest(name):
                c, hf = codec.config, model.config
                self.assertEqual((c.kind, c.d, c.vocabulary, c.max_tokens), (hf.model_type, 48, VOCABULARY, 40))
                self.assertEqual((c.bos, c.pad), (hf.bos_token_id, hf.eos_token_id if c.kind == "gpt2" else hf.pad_token_id))
                self.assertEqual(set(c.special), {c.bos, c.pad})
                self.assertEqual(set(ordinary_tokens(c).tolist()), set(range(VOCABULARY)) - {c.bos, c.pad})

    @torch.no_grad()
    def test_hidden_states(self):
        """Both ends see of a text what transformers' own do, padding and positions included, also while training."""
        for name, codec, model in self.each():
            with self.subTest(name):
                ids, mask, *_ = random_batch(codec)
                codec.train()
                real, close = mask > 0, lambda a, b: torch.testing.assert_close(a[mask > 0], b[mask > 0], rtol=1e-4, atol=1e-4)
                encoded, before = codec.backbone.encode(codec.embed(ids), mask), shift(ids, codec.config.bos)
                # The receiver adds what it heard to the tokens; without that, its decoder is the checkpoint's.
                decoded = codec.backbone.decode(codec.embed(before) - encoded, encoded, mask)
                if codec.config.kind == "bart":
                    close(encoded, model.base_model.encoder(input_ids=ids, attention_mask=mask.long()).last_hidden_state)
                    close(decoded, model.base_model(input_ids=ids, attention_mask=mask.long(), decoder_input_ids=before).last_hidden_state)
                else:
                    close(encoded, model.base_model(ids, output_hidden_states=True).hidden_states[codec.config.tx_layers])
                    close(decoded, model.base_model(before).last_hidden_state)
                if hasattr(model, "final_logits_bias"):
                    logits = codec.logits(F.pad(decoded, (0, codec.adapter.width)))
                    close(logits, model(input_ids=ids, attention_mask=mask.long(), decoder_input_ids=before).logits)

    def test_training_step(self):
        """A step has a finite loss and moves every tensor of the checkpoint, but for keys' biases, which no attention feels."""
        for name, codec, model in self.each():
            with self.subTest(name):
                ids, mask, *_ = random_batch(codec)
                ids[mask == 0] = codec.config.pad
                loss, _ = loss_of(codec, *training_batch(ids, codec.config, ordinary_tokens(codec.config)))
                loss.backward()
                self.assertTrue(torch.isfinite(loss))
                for key, parameter in codec.backbone.lm.named_parameters():
                    self.assertIsNotNone(parameter.grad, key)
                    self.assertTrue("k_proj.bias" in key or float(parameter.grad.abs().max()) > 0, key)

    def test_saved_and_built_again(self):
        """A run that goes on, and the export, need nothing but the state: the checkpoint's folder may be gone."""
        for name, codec, _ in self.each():
            with self.subTest(name):
                again = SemanticCodec(CodecConfig.of({"config": asdict(codec.config)}))
                again.load_state_dict(codec.state_dict())
                self.assertEqual(again.config, codec.config)

    def test_max_tokens(self):
        with tempfile.TemporaryDirectory() as folder:
            save_checkpoint(folder, "bart")
            codec = from_checkpoint(folder, max_tokens=24)
            self.assertEqual(codec.config.max_tokens, 24)
            self.assertEqual(codec.adapter.position.weight.shape, (24, 48))

    def test_refused(self):
        for what, change in (("of another kind", {"model_type": "bert"}), ("with two embeddings", {"tie_word_embeddings": False}), ("of more layers", {"decoder_layers": 3})):
            with self.subTest(what), tempfile.TemporaryDirectory() as folder:
                save_checkpoint(folder, "bart")
                path = Path(folder) / "config.json"
                path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
                self.assertRaises(ValueError, from_checkpoint, folder)


class Stored(unittest.TestCase):
    def test_once(self):
        """weights.bin holds a tensor once, aligned, and a transpose not at all."""
        weights, a, b = Weights(), np.arange(6, dtype=np.float16).reshape(2, 3), np.ones(5, np.float16)
        self.assertEqual(weights.place(a), (0, False))
        self.assertEqual(weights.place(b), (64, False))
        self.assertEqual(weights.place(a.copy()), (0, False))
        self.assertEqual(weights.place(np.ascontiguousarray(a.T)), (0, True))
        self.assertEqual(bytes(weights.data), a.tobytes() + bytes(52) + b.tobytes())


    def test_told_apart(self):
        """Tensors of equal values come to differ by their last bits, so that each has its own place."""
        tensors = [torch.ones(4), torch.zeros(4), torch.ones(4), torch.ones(4), torch.arange(6.0).reshape(2, 3), torch.arange(6.0).reshape(2, 3).T.contiguous(), torch.ones(1), torch.ones(1)]
        module = torch.nn.ParameterList([torch.nn.Parameter(t.clone()) for t in tensors])
        tell_apart(module)
        weights = Weights()
        self.assertEqual(len({weights.place(p.detach().half().numpy())[0] for p in module[:6]}), 6)
        for before, after in zip(tensors, module):
            torch.testing.assert_close(after.detach(), before, rtol=1e-3, atol=1e-7)
        self.assertTrue(all(torch.equal(module[i], tensors[i]) for i in (0, 1, 4, 6, 7)), "what equals nothing before it stays")


class Backbone(unittest.TestCase):
    def codecs(self):
        torch.manual_seed(5)
        for kind in ("bart", "gpt2"):
            yield f"{kind}", SemanticCodec(CodecConfig(kind=kind, **TINY))
        for name in CHECKPOINTS:
            with tempfile.TemporaryDirectory() as folder:
                save_checkpoint(folder, name)
                yield f"{name}, a checkpoint", from_checkpoint(folder, max_uses=5)

    @torch.no_grad()
    def test_batch_changes_nothing(self):
        """A message's result does not depend on the padding that longer messages beside it bring."""
        for name, codec in self.codecs():
            with self.subTest(name):
                shaken(codec)
                ids, mask, coordinates, snr_db, snr, bit, noise = random_batch(codec)
                whole = self.ends(codec, ids, mask, coordinates, snr_db, snr, bit, noise)
                for row, length in enumerate(mask.sum(1).int().tolist()):
                    alone = [t[row:row + 1, :length] if t.ndim > 1 else t[row:row + 1] for t in (ids, mask, coordinates, snr_db, snr, bit, noise)]
                    for a, b in zip(whole, self.ends(codec, *alone)):
                        torch.testing.assert_close(a[row, :length], b[0], rtol=1e-3, atol=1e-3)

    @torch.no_grad()
    def test_receiver_is_causal(self):
        """Fixed-point decoding is greedy decoding only if token t hangs on no guess at t or later."""
        for name, codec in self.codecs():
            with self.subTest(name):
                shaken(codec)
                ids, mask, coordinates, snr_db, snr, bit, noise = random_batch(codec)
                y, snr = observe(codec.transmit(ids, mask, coordinates, snr_db, bit), snr, bit, noise)
                memory, evidence = codec.receive(y, snr, mask, bit)
                before = shift(ids, codec.config.bos)
                other = before.clone()
                other[:, 5:] = torch.randint(4, VOCABULARY, other[:, 5:].shape)
                a, b = codec.hidden(memory, evidence, before, mask), codec.hidden(memory, evidence, other, mask)
                torch.testing.assert_close(a[:, :5], b[:, :5])
                self.assertGreater(float((a[0, 5:] - b[0, 5:]).abs().max()), 1e-3)

    @staticmethod
    def ends(codec, ids, mask, coordinates, snr_db, snr, bit, noise):
        x = codec.transmit(ids, mask, coordinates, snr_db, bit)
        y, snr = observe(x, snr, bit, noise)
        memory, evidence = codec.receive(y, snr, mask, bit)
        return x, memory, codec.hidden(memory, evidence, shift(ids, codec.config.bos), mask)

    @torch.no_grad()
    def test_power(self):
        """Mean power 1 a complex use over a message, and in bit mode every coordinate +-1/sqrt(2)."""
        for name, codec in self.codecs():
            with self.subTest(name):
                ids, mask, coordinates, snr_db, _, bit, _ = random_batch(codec)
                x = codec.transmit(ids, mask, coordinates, snr_db, bit)
                power = 2 * (x * x).sum((1, 2)) / coordinates.sum(1)
                torch.testing.assert_close(power, torch.ones_like(power), rtol=1e-3, atol=1e-3)
                sent = torch.arange(x.shape[2]) < coordinates[..., None]
                self.assertEqual(float(x[~sent].abs().sum()), 0)
                torch.testing.assert_close(x[bit > 0.5].abs(), math.sqrt(0.5) * sent[bit > 0.5].float())


class Training(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(1)

    def test_vocabulary_loss(self):
        """Value, accuracy and gradients are the library's, also when the last chunk is not full and the loss is scaled."""
        hidden, weight, bias = (torch.randn(shape, requires_grad=True) for shape in ((23, 16), (VOCABULARY, 16), (VOCABULARY,)))
        target = torch.randint(0, VOCABULARY, (23,))
        mine, accuracy = VocabularyLoss.apply(hidden, weight, bias, target, 8)
        got = torch.autograd.grad(3 * mine, (hidden, weight, bias))
        logits = F.linear(hidden, weight, bias)
        expected = F.cross_entropy(logits, target)
        torch.testing.assert_close(mine, expected)
        torch.testing.assert_close(accuracy, (logits.argmax(-1) == target).float().mean())
        for a, b in zip(got, torch.autograd.grad(3 * expected, (hidden, weight, bias))):
            torch.testing.assert_close(a, b)

    def test_spread(self):
        rate, length = torch.tensor([1.0, 2.5, 3.1, 8.0, 11.97]), 37
        units = spread(rate, length)
        self.assertEqual(units.sum(1).tolist(), [math.floor(r * length + 1e-4) for r in rate.tolist()])
        for r, row in zip(rate.tolist(), units):
            self.assertTrue(set(row.tolist()) <= {math.floor(r), math.ceil(r)}, f"{r}: {row}")
        self.assertTrue((spread(rate + 0.3, length).cumsum(1) >= units.cumsum(1)).all(), "more rate never brings fewer units by any token")

    def test_draw_link(self):
        lengths = torch.randint(1, 30, (400,))
        mask = torch.arange(30) < lengths[:, None]
        for width in (10, 24):
            with self.subTest(width):
                coordinates, snr_db, snr, bit = draw_link(mask, width)
                self.assertLessEqual(float(coordinates.max()), width)
                self.assertTrue((coordinates[~mask] == 0).all())
                analog = coordinates[(bit < 0.5)[:, None] & mask]
                self.assertTrue((analog % 2 == 0).all(), "half a channel use")
                self.assertTrue((analog >= 2).all(), "a token without a channel use")
                self.assertTrue(((snr_db >= -6) & (snr_db <= 20)).all())
                sent = torch.arange(width) < coordinates[..., None]
                self.assertEqual(float(snr[~sent].abs().sum()), 0)
                self.assertTrue((snr >= 0).all() and torch.isfinite(snr).all())
                self.assertGreater(float((snr[sent] > 0).float().mean()), 0.9, "more is lost than the few erasures")
                self.assertTrue(0.25 < float(bit.mean()) < 0.41)

    def test_observation_of_bits_is_an_llr(self):
        """y times snr times 2 sqrt(2) is the LLR of x > 0 over the Gaussian channel, 2 sqrt(2) snr y there."""
        x, snr = torch.tensor([[[1.0, -1.0, 1.0]]]) * math.sqrt(0.5), torch.tensor([[[2.0, 0.5, 0.0]]])
        noise = torch.tensor([[[0.3, 2.5, 1.0]]])
        analog, analog_snr = observe(x, snr, torch.zeros(1), noise)
        y, reliability = observe(x, snr, torch.ones(1), noise)
        torch.testing.assert_close(analog_snr, snr)
        torch.testing.assert_close(analog, (x + noise / torch.sqrt(2 * snr.clamp(min=1e-4))) * (snr > 0))
        torch.testing.assert_close(y * reliability * 2 * math.sqrt(2), 2 * math.sqrt(2) * analog * snr)

    @torch.no_grad()
    def test_matched_filter_detects_untrained(self):
        """The skip over the network is a detector before anything is learnt: 12 uses a token at 20 dB, the real sizes."""
        for kind in ("bart", "gpt2"):
            with self.subTest(kind):
                codec = SemanticCodec(CodecConfig(kind=kind)).eval()
                width = 2 * codec.config.max_uses
                ids = torch.randint(4, codec.config.vocabulary, (8, 24))
                mask, bit = torch.ones(ids.shape), torch.zeros(8)
                x = codec.transmit(ids, mask, width * mask, torch.full((8,), 20.0), bit)
                y, snr = observe(x, torch.full(x.shape, 100.0), bit, torch.randn(x.shape))
                _, evidence = codec.receive(y, snr, mask, bit)
                right = (codec.logits(evidence).argmax(-1) == ids).float().mean().item()
                self.assertGreater(right, 0.9)


if __name__ == "__main__":
    unittest.main()
