"""The other side of bench_finetune.ts: the same training step by PyTorch.   (bench_finetune.ts starts it)

python bench_finetune.py --kind bart --rows 36 --length 28 --steps 10 --threads 2

A codec with random weights, one batch of random tokens and links; forward, backward, clipping and fused AdamW. Each line of standard
input runs the steps once; {"seconds": wall clock, "cpu": processor time} a step is printed for it.
"""

import argparse
import json
import sys
import time

import torch

import artifacts
from model import CodecConfig, SemanticCodec


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kind", default="bart")
    parser.add_argument("--rows", type=int, default=36)
    parser.add_argument("--length", type=int, default=28)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    step = artifacts.Step(SemanticCodec(CodecConfig(kind=args.kind)), False).train()
    c, (rows, length) = step.codec.config, (args.rows, args.length)
    coordinates = torch.full((rows, length), 12.0)
    snr = 2.0 * (torch.arange(2 * c.max_uses) < coordinates[..., None])
    ids = torch.randint(4, c.vocabulary, (rows, length))
    batch = ids, ids.roll(1, 1), torch.ones(rows, length), coordinates, torch.full((rows,), 3.0), snr, torch.zeros(rows), torch.randn(snr.shape)
    optimizer = torch.optim.AdamW(step.parameters(), lr=1e-4, betas=artifacts.BETAS, fused=True)
    torch.backends.cuda.enable_flash_sdp(False)  # as train.py: the fused kernel's gradient is slower on short sentences
    for _ in sys.stdin:
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(args.steps):
            optimizer.zero_grad(set_to_none=True)
            step(*batch)[0].backward()
            torch.nn.utils.clip_grad_norm_(step.parameters(), 1.0)
            optimizer.step()
        print(json.dumps({"seconds": (time.perf_counter() - wall) / args.steps, "cpu": (time.process_time() - cpu) / args.steps}), flush=True)


if __name__ == "__main__":
    main()
