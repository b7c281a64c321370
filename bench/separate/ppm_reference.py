"""Bits a word by PPMd, the reference that the source code `ppm` is compared with (pip install pyppmd==1.3.1):

    python bench/separate/ppm_reference.py [--lines 300] TEXT

Variants H and I of orders 4 to 6, which have read the same primer. A message is a line with its end; it takes the bytes that
the primer and the line take together more than the primer alone.
"""
import argparse
import pathlib

import pyppmd

parser = argparse.ArgumentParser()
parser.add_argument("text", type=pathlib.Path)
parser.add_argument("--lines", type=int, default=300)
args = parser.parse_args()
primer = (pathlib.Path(__file__).parents[2] / "codec/separate/data/primer.txt").read_bytes()
lines = [line for line in args.text.read_text().split("\n") if line][: args.lines]
words = sum(len(line.split()) for line in lines)


def size(create, order, data):
    encoder = create(order, 64 << 20)
    return len(encoder.encode(data) + encoder.flush(endmark=False))


for name, create in [("H", pyppmd.Ppmd7Encoder), ("I", pyppmd.Ppmd8Encoder)]:
    for order in (4, 5, 6):
        before = size(create, order, primer)
        total = sum(size(create, order, primer + line.encode() + b"\n") - before for line in lines)
        print(f"PPMd variant {name}, order {order}: {8 * total / words:.2f} bits a word")
