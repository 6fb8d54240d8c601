"""Our training step beside the peers', with equal networks, batch and size: `python -m benchmarks.train_step --peer-python PYTHON`.

Each side is a process of its own, and they take turns, A B C A B C, so that other work on the machine falls on all; a side's figure is the
median over the rounds. All run on the same cores, with as many threads as each framework takes by itself.

- peer, torch: `peer_pix2pix_torch.py time`, in float32, and in bfloat16 with channels last; the quicker one counts.
- peer, keras: `peer_pix2pix_keras.py time`, float32.
- ours, equal networks: `our_step`, whose header says what of it is the product's.
- ours, default: what `train` does without any settings: other networks, so that it is a row to compare pictures by, not steps.

The equal networks are equal in parameters, layers, loss and optimizer (`pix2pix_networks`). Not equal are the steps' own
ways: the torch peer lets the critic see the generated pictures twice, before and after its update, as pix2pix's users run it; the keras
peer and ours once.

Prints the table, and one JSON line. Minutes: about size 128, batch 16: 1 a round.
"""

import json
import pathlib
import statistics
import sys

from benchmarks.side_by_side import PEERS, peer, python_with, table, told_by, where_and_when
from data_tools.command_line import run_function

TORCH, KERAS, OURS, DEFAULT = "peer, torch", "peer, keras", "ours, equal networks", "ours, default"
BF16 = ", bf16 channels last"


def sides(peers: str, peer_python: str, size: int, batch: int, steps: int, precision: str) -> dict[str, list]:
    """The command of each side, by its name in the table."""
    what = ["--size", size, "--batch", batch, "--steps", steps]
    torch = [python_with(peer_python, "torch"), peer(peers, "peer_pix2pix_torch.py"), "time", *what]
    ours = [sys.executable, "-m", "benchmarks.our_step", *what, "--precision", precision]
    return {
        TORCH: torch,
        TORCH + BF16: [*torch, "--bf16", "--channels-last"],
        KERAS: [sys.executable, peer(peers, "peer_pix2pix_keras.py"), "time", *what],
        OURS: ours,
        DEFAULT: [*ours, "--networks", "own"],
    }


def summary(times: dict[str, list[float]], batch: int) -> list[dict]:
    """A row for each side: median seconds of a step, the spread, and by how much ours with equal networks is the quicker."""
    ours = statistics.median(times[OURS])
    return [
        {
            "side": side,
            "seconds a step": statistics.median(taken),
            "least": min(taken),
            "most": max(taken),
            "images/s": batch / statistics.median(taken),
            "its time over ours": statistics.median(taken) / ours,
        }
        for side, taken in times.items()
    ]


def ratios(times: dict[str, list[float]]) -> dict[str, float]:
    """By how much ours is quicker, with equal networks: than the keras peer, and than the torch peer at its best."""
    medians = {side: statistics.median(taken) for side, taken in times.items()}
    best = min(medians[TORCH], medians[TORCH + BF16])
    return {"over_keras": round(medians[KERAS] / medians[OURS], 3), "over_torch_at_its_best": round(best / medians[OURS], 3)}


def train_step(
    *,
    peer_python: str = "python3",
    peers: str = PEERS,
    size: int = 128,
    batch: int = 16,
    rounds: int = 5,
    steps: int = 8,
    precision: str = "auto",
    out: str | None = None,
) -> dict:
    """Times the steps side by side.

    Args:
        peer_python: a Python that has PyTorch, NumPy and OpenCV.
        peers: folder of the peers.
        size: side of the pictures, px: a power of 2.
        batch: pictures in a batch.
        rounds: of which the median is taken.
        steps: of each round, after two that are not counted.
        precision: of our side: auto, float32, bf16 or fp16.
        out: file to which the JSON line is appended as well.
    """
    commands = sides(peers, peer_python, size, batch, steps, precision)
    times = {side: [] for side in commands}
    for turn in range(rounds):
        for side, command in commands.items():
            times[side].append(told_by(*command)["seconds_per_step"])
            print(f"round {turn + 1} of {rounds}: {side} {times[side][-1]:.3f} s", file=sys.stderr, flush=True)
    print(f"{size} px, batch {batch}, {rounds} rounds of {steps} steps; {where_and_when()}\n\n{table(summary(times, batch))}\n")
    report = {"size": size, "batch": batch, "rounds": rounds, "steps": steps, **ratios(times), "times": times}
    print(json.dumps(report))
    if out:
        with pathlib.Path(out).open("a") as file:
            file.write(json.dumps(report) + "\n")
    return report


if __name__ == "__main__":
    run_function(train_step, command="benchmarks.train_step")
