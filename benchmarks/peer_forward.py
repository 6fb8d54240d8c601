"""Seconds of the torch peer's generator for one batch; run in the peer's Python by `colorize`, the peers' folder first on PYTHONPATH.

    python peer_forward.py --size 256 --batch 1 --passes 10 --precision bf16|float32

In use, without gradients; bf16 with channels last. Prints one JSON line: the median of the passes, after two that are not counted.
"""

import argparse
import json
import statistics
import time

import peer_pix2pix_torch as peer
import torch


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("size", "batch", "passes"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--precision", required=True)
    args = parser.parse_args()
    vars(args).update(filters=64, device="cpu", compile=False)
    args.bf16 = args.channels_last = args.precision == "bf16"
    model = peer.Pix2pix(args)
    model.generator.eval()
    line = (torch.rand(args.batch, 3, args.size, args.size) * 2 - 1).to(memory_format=model.memory)
    times = []
    with torch.no_grad(), model.precision():
        for _ in range(args.passes + 2):
            start = time.perf_counter()
            model.generator(line)
            times.append(time.perf_counter() - start)
    print(json.dumps({"seconds": statistics.median(times[2:])}))


if __name__ == "__main__":
    main()
