"""Tests of the recipe.   cd models/recipe && python -m unittest        (about a minute; needs what export.py needs)

Tiny codecs with random weights: what matters here is that every path computes the same function, not that it is any good.
"""

import logging
import math
import tempfile
import unittest
import warnings
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
import transformers
from transformers import BartConfig, BartModel, GPT2Config, GPT2Model

from export import Weights, export_codec, session
from model import PAD, CodecConfig, SemanticCodec
from train import VocabularyLoss, draw_link, observe, shift, spread

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


def checkpoint(folder, scale_embedding=None):
    """Saves a random Hugging Face model as somebody's checkpoint, with the dropout that real ones have: GPT-2, or BART if told how it scales."""
    if scale_embedding is None:
        model = GPT2Model(GPT2Config(vocab_size=VOCABULARY, n_embd=48, n_layer=3, n_head=4, n_positions=40, bos_token_id=0, eos_token_id=0))
    else:
        model = BartModel(BartConfig(vocab_size=VOCABULARY, d_model=48, encoder_layers=1, decoder_layers=2, encoder_attention_heads=4,
                                     decoder_attention_heads=4, encoder_ffn_dim=96, decoder_ffn_dim=96, max_position_embeddings=40,
                                     scale_embedding=scale_embedding))
    model.save_pretrained(folder)
    return model.state_dict()


def random_batch(codec, lengths=(13, 9, 1, 6), bits=(0, 1, 0, 1)):
    """Sentences of random tokens over random links: a noisy one, a clean one, and both modes."""
    width = 2 * codec.config.max_uses
    lengths, bit = torch.tensor(lengths), torch.tensor(bits).float()
    mask = (torch.arange(int(lengths.max())) < lengths[:, None]).float()
    ids = torch.where(mask > 0, torch.randint(4, codec.config.vocabulary, mask.shape), PAD)
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
        token, probability = run("decoder", ["token", "probability"], memory=memory, evidence=evidence, previous=shift(ids), mask=mask, positions=real)
        expected_memory, expected_evidence = codec.receive(y, snr, mask, bit)
        self.close(expected_memory, memory)
        self.close(expected_evidence, evidence)
        self.picks(codec.logits(expected_evidence).flatten(0, 1)[real], guess.reshape(-1)[real.numpy()])
        logits = codec.logits(codec.hidden(expected_memory, expected_evidence, shift(ids), mask)).flatten(0, 1)[real]
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

    def from_checkpoint(self, kind, scale_embedding=None):
        with tempfile.TemporaryDirectory() as folder:
            saved = checkpoint(folder, scale_embedding)
            codec = SemanticCodec(CodecConfig(kind=kind, init=folder, max_uses=5))
            loaded = codec.backbone.lm.state_dict()
            self.assertEqual(loaded.keys(), saved.keys())
            for key, value in saved.items():
                self.assertTrue(torch.equal(loaded[key], value), key)
            self.assertEqual((codec.config.d, codec.config.vocabulary, codec.config.max_tokens), (48, VOCABULARY, 40))
            self.assertFalse(codec.backbone.lm.training, "dropout would be on in training")
            self.matches(shaken(codec))

    def test_init_bart(self):
        self.from_checkpoint("bart", scale_embedding=False)

    def test_init_bart_scaled(self):
        self.from_checkpoint("bart", scale_embedding=True)

    def test_init_gpt2(self):
        self.from_checkpoint("gpt2")


class Stored(unittest.TestCase):
    def test_once(self):
        """weights.bin holds a tensor once, aligned, and a transpose not at all."""
        weights, a, b = Weights(), np.arange(6, dtype=np.float16).reshape(2, 3), np.ones(5, np.float16)
        self.assertEqual(weights.place(a), (0, False))
        self.assertEqual(weights.place(b), (64, False))
        self.assertEqual(weights.place(a.copy()), (0, False))
        self.assertEqual(weights.place(np.ascontiguousarray(a.T)), (0, True))
        self.assertEqual(bytes(weights.data), a.tobytes() + bytes(52) + b.tobytes())


class Backbone(unittest.TestCase):
    def codecs(self):
        torch.manual_seed(5)
        for kind in ("bart", "gpt2"):
            yield f"{kind}", SemanticCodec(CodecConfig(kind=kind, **TINY))
        for kind, scale in (("bart", False), ("bart", True), ("gpt2", None)):
            with tempfile.TemporaryDirectory() as folder:
                checkpoint(folder, scale)
                yield f"{kind} from a checkpoint, scale_embedding {scale}", SemanticCodec(CodecConfig(kind=kind, init=folder, max_uses=5))

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
                other = shift(ids)
                other[:, 5:] = torch.randint(4, VOCABULARY, other[:, 5:].shape)
                a, b = codec.hidden(memory, evidence, shift(ids), mask), codec.hidden(memory, evidence, other, mask)
                torch.testing.assert_close(a[:, :5], b[:, :5])
                self.assertGreater(float((a[0, 5:] - b[0, 5:]).abs().max()), 1e-3)

    @staticmethod
    def ends(codec, ids, mask, coordinates, snr_db, snr, bit, noise):
        x = codec.transmit(ids, mask, coordinates, snr_db, bit)
        y, snr = observe(x, snr, bit, noise)
        memory, evidence = codec.receive(y, snr, mask, bit)
        return x, memory, codec.hidden(memory, evidence, shift(ids), mask)

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
        ids = torch.where(torch.arange(30) < lengths[:, None], 7, PAD)
        for width in (10, 24):
            with self.subTest(width):
                coordinates, snr_db, snr, bit = draw_link(ids, width)
                self.assertLessEqual(float(coordinates.max()), width)
                self.assertTrue((coordinates[ids == PAD] == 0).all())
                analog = coordinates[(bit < 0.5)[:, None] & (ids != PAD)]
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
