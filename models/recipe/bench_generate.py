"""The other side of bench_receive.ts: the same receiver run by Hugging Face's own generate().   (bench_receive.ts starts it)

python bench_generate.py --codec CODEC --work FOLDER --threads 2

CODEC is a codec folder of kind bart, from whose files the weights are read back into PyTorch.
FOLDER holds what bench_receive.ts wrote: facts.json and the observations y.f32 and snr.f32, sentence after sentence.
For every line "one" or "batch" on standard input it receives the sentences in that way once and prints
{"seconds": wall clock, "cpu": processor time, "ids": a list a sentence} as a line.

generate() is given every advantage: greedy, key-value cache for both attentions, no end-of-sentence test, and its inputs
already padded; it decodes as many tokens as the longest sentence of a batch has, and what is beyond a sentence's end is cut.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from transformers import BartForConditionalGeneration, GenerationConfig
from transformers.modeling_outputs import BaseModelOutput, Seq2SeqLMOutput

from model import from_folder


class Receiver(BartForConditionalGeneration):
    """BART that hears: what generate() calls for each token, with slot t of the air added at step t."""

    def __init__(self, codec):
        super().__init__(codec.backbone.lm.config)
        self.model = codec.backbone.lm
        self.codec = codec
        self.output_embedding = codec.output_embedding().detach()
        # In place of BART's own settings, which force an end-of-sentence token as the last one.
        self.generation_config = GenerationConfig(do_sample=False, num_beams=1, use_cache=True, decoder_start_token_id=codec.config.bos,
                                                  bos_token_id=codec.config.bos, pad_token_id=codec.config.pad, eos_token_id=None)

    def forward(self, decoder_input_ids, encoder_outputs, attention_mask, evidence, cache, use_cache=True, **_):
        memory, at = encoder_outputs.last_hidden_state, cache.get_seq_length()
        now = slice(at, at + decoder_input_ids.shape[1])
        hidden = self.model.decoder(
            inputs_embeds=self.codec.embed(decoder_input_ids) + memory[:, now], encoder_hidden_states=memory,
            encoder_attention_mask=attention_mask, cache=cache, use_cache=use_cache).last_hidden_state
        hidden = evidence[:, now] + F.pad(hidden, (0, self.codec.adapter.width))
        logits = F.linear(hidden, self.output_embedding, self.codec.output_bias)
        return Seq2SeqLMOutput(logits=logits, cache=cache)

    def receive(self, y, snr, mask):
        """Observations of a batch to token ids [B,T], the whole receiving half: the rate adapter, then generate()."""
        memory, evidence = self.codec.receive(y, snr, mask, torch.zeros(len(y)))
        return self.generate(encoder_outputs=BaseModelOutput(memory), attention_mask=mask.long(), evidence=evidence,
                             max_new_tokens=y.shape[1])[:, 1:]


def padded_batches(work):
    """The observations that bench_receive.ts wrote, in its batches -> {"one" or "batch": [(sentences, y, snr, mask)]}."""
    facts = json.loads((work / "facts.json").read_text())
    lengths, coordinates, width = np.array(facts["lengths"]), facts["coordinates"], facts["width"]
    ends = np.cumsum(lengths) * coordinates
    heard = [np.fromfile(work / f"{name}.f32", np.float32) for name in ("y", "snr")]

    def pad(sentences):
        shape = (len(sentences), lengths[sentences].max())
        y, snr, mask = (torch.zeros(*shape, *more) for more in ((width,), (width,), ()))
        for row, sentence in enumerate(sentences):
            length, end = lengths[sentence], ends[sentence]
            for placed, flat in zip((y, snr), heard):
                placed[row, :length, :coordinates] = torch.from_numpy(flat[end - length * coordinates:end].reshape(length, coordinates))
            mask[row, :length] = 1
        return sentences, y, snr, mask

    return {way: [pad(sentences) for sentences in batches] for way, batches in facts["batches"].items()}, lengths


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--codec", type=Path, required=True, help="a codec folder")
    parser.add_argument("--work", type=Path, required=True, help="the folder that bench_receive.ts filled")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.backends.nnpack.set_flags(False)  # not for every processor, and it warns at each convolution where it is not
    receiver = Receiver(from_folder(args.codec)).eval()
    batches, lengths = padded_batches(args.work)
    for line in sys.stdin:
        outputs, start, cpu = [], time.perf_counter(), time.process_time()
        with torch.inference_mode():
            for sentences, y, snr, mask in batches[line.strip()]:
                outputs.append((sentences, receiver.receive(y, snr, mask)))
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
        ids = {s: row[:lengths[s]].tolist() for sentences, rows in outputs for s, row in zip(sentences, rows)}
        print(json.dumps({"seconds": seconds, "cpu": cpu, "ids": [ids[s] for s in sorted(ids)]}), flush=True)


if __name__ == "__main__":
    main()
