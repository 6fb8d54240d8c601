"""The torch peer's way to quality; run in the peer's Python by `time_to_quality`, the peers' folder first on PYTHONPATH.

    python peer_curve.py --data FOLDER --curve FILE --pictures FOLDER --batch N --precision bf16|float32 --seconds N --every N --seed N

Trains as `peer_pix2pix_torch.py train` does, by its own class, and stops its clock every `--every` seconds to colour DATA/val/line and to
score that by `score.py`. Adds one JSON line to the curve each time. The clock counts what the peer's counts: choosing a batch, and steps.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import time

import numpy as np
import pairs
import peer_pix2pix_torch as peer
import torch

SIZE = 128


def seeded_peer(args: argparse.Namespace):
    """The peer, its first weights drawn from our seed: its class asks PyTorch for seed 0 by itself."""
    asked = torch.manual_seed
    torch.manual_seed = lambda _: asked(args.seed)
    try:
        return peer.Pix2pix(args)
    finally:
        torch.manual_seed = asked


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("data", "curve", "pictures", "precision"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("batch", "seed"):
        parser.add_argument(f"--{name}", type=int, required=True)
    for name in ("seconds", "every"):
        parser.add_argument(f"--{name}", type=float, required=True)
    args = parser.parse_args()
    vars(args).update(size=SIZE, filters=64, device="cpu", compile=False)
    args.bf16 = args.channels_last = args.precision == "bf16"
    model = seeded_peer(args)
    _, line, color = pairs.load(f"{args.data}/train", SIZE)
    names, val_line, _ = pairs.load(f"{args.data}/val", SIZE)
    line, color, val_line = map(peer.tensor, (line, color, val_line))
    score = [sys.executable, str(pathlib.Path(pairs.__file__).with_name("score.py")), args.pictures, f"{args.data}/val/color"]
    score += ["--line", f"{args.data}/val/line", "--size", str(SIZE), "--any-size", "--json"]
    rng, used, steps, due = np.random.default_rng(args.seed), 0.0, 0, args.every
    while used < args.seconds:
        start = time.perf_counter()
        chosen = torch.tensor(rng.integers(0, len(line), args.batch))
        a, b = line[chosen], color[chosen]
        if rng.random() < 0.5:
            a, b = a.flip(3), b.flip(3)
        model.step(a, b)
        used, steps = used + time.perf_counter() - start, steps + 1
        if used >= due:
            due = (used // args.every + 1) * args.every
            pairs.save(args.pictures, names, model.colorize(val_line))
            model.generator.train()  # `colorize`, made for the end, leaves it in use
            scores = json.loads(subprocess.run(score, capture_output=True, text=True, check=True).stdout)
            point = {"seconds": round(used, 2), "step": steps, "images_seen": steps * args.batch} | scores
            with open(args.curve, "a", encoding="utf-8") as file:
                file.write(json.dumps(point) + "\n")


if __name__ == "__main__":
    main()
