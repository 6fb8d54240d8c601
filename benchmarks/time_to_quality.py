"""Seconds until our colouring is as good as what the torch peer reaches: `python -m benchmarks.time_to_quality PART`, one part at a time.

    ours   --seed 0 --seconds 300                                                trains ours, its curve to OUT/ours-0.jsonl
    peer   --seed 0 --seconds 300 --batch 4 --precision bf16 --peer-python P     trains the peer, to OUT/peer-bf16-b4-0.jsonl
    report --seconds 300                                                         reads all curves there, makes table and plot

Both train on DATA/train and colour DATA/val/line every --every seconds of training, which `score.py` scores; scoring is not counted.
Ours counts tracing, console, logs and checkpoints (`our_curve`); the peer its choice of a batch and its step, as it counts itself
(`peer_curve`; bf16 is with channels last). A part that is there is left as it is; one that was stopped is measured again from its start.

The target is the mean over seeds of the peer's scores after --seconds, at the better of its settings (`quality.better`: what wins most
of the five scores). Reached: right and rare no lower, palette, bleed and paper no higher, at three scorings in a row; the figure is
the first one's seconds. Take one part after the other, each on an idle machine. `report` needs neither TensorFlow nor PyTorch.
"""

import json
import pathlib
import re
import statistics

from benchmarks.quality import SCORES, better, mean_of, point_at, read_curve, seconds_until
from benchmarks.side_by_side import PEERS, peer, python_with, said_by, table, where_and_when
from data_tools.command_line import run_function
from data_tools.errors import InputError

OPENMOJI = "../shared/data/openmoji"
NAMED = re.compile(r"(?P<side>ours|peer-(?:bf16|float32)-b\d+)-(?P<seed>\d+)")  # of a curve's file
OURS = "ours"


def measure(name: str, folder: pathlib.Path, seconds: float, run) -> pathlib.Path:
    """The curve's file, made by run(partial file) unless it is there and long enough. Raises InputError where it did not."""
    whole, partial = folder / f"{name}.jsonl", folder / f"{name}.partial"
    if whole.exists() and (points := read_curve(whole)) and points[-1]["seconds"] >= seconds:
        print(f"{whole} is there: {len(points)} scorings")
        return whole
    folder.mkdir(parents=True, exist_ok=True)
    partial.write_text(json.dumps({"about": f"{name}; {where_and_when()}"}) + "\n", "utf-8")
    run(partial)
    points = read_curve(partial)
    if not points or points[-1]["seconds"] < seconds:
        raise InputError(f"{partial} ends before {seconds:g} s: run it again with --seconds a multiple of --every")
    partial.rename(whole)
    print(f"{whole}: {len(points)} scorings, the last {json.dumps(points[-1])}")
    return whole


def read_curves(folder: pathlib.Path) -> dict[str, dict[int, list[dict]]]:
    """Curves by side and seed, ours and at least one peer. Raises InputError where one is missing."""
    curves: dict[str, dict[int, list[dict]]] = {}
    for path in sorted(folder.glob("*.jsonl")):
        if found := NAMED.fullmatch(path.stem):
            curves.setdefault(found["side"], {})[int(found["seed"])] = read_curve(path)
    if OURS not in curves or len(curves) < 2:
        raise InputError(f"--out {folder}: has curves of {', '.join(curves) or 'nobody'}: measure ours and peer first")
    return curves


def results(curves: dict, seconds: float, slack: float) -> tuple[list[dict], dict]:
    """Rows of the scores after so many seconds, a row for each side and seed and for each side's mean; and the rest as a dict.

    The dict: target, the better peer's mean; peer, its name; seconds_until, by our seed; median and ratio where each of ours reached it.
    Raises InputError where no peer, or none of ours, has a scoring then.
    """
    rows, means = [], {}
    for side, of_seed in curves.items():
        points = {seed: point for seed, curve in of_seed.items() if (point := point_at(curve, seconds, slack))}
        rows += [{"side": side, "seed": seed} | {name: point[name] for name in ("step", *SCORES)} for seed, point in points.items()]
        if points:
            means[side] = mean_of(list(points.values()))
            rows.append({"side": f"{side}, mean of {len(points)}"} | means[side])
    peers = {side: mean for side, mean in means.items() if side != OURS}
    if not peers or OURS not in means:
        raise InputError(f"no scoring of {'ours' if peers else 'a peer'} after {seconds:g} s: measure it, or give less --seconds")
    best = better(peers)
    took = {seed: seconds_until(curve, peers[best]) for seed, curve in curves[OURS].items()}
    found = {"peer": best, "target": peers[best], "seconds_until": took}
    if None not in took.values():
        median = statistics.median(took.values())
        found |= {"median": median, "share_of_the_peers_time": round(median / seconds, 3)}
    return rows, found


def report(folder: pathlib.Path, seconds: float, every: float) -> dict:
    """Prints the table and writes OUT/curves.png. Returns what `results` found."""
    from benchmarks.plot import plot
    from data_tools.pictures import write_png

    curves = read_curves(folder)
    rows, found = results(curves, seconds, slack=every)
    groups = {side: list(curves[side].values()) for side in (OURS, *sorted(side for side in curves if side != OURS))}
    write_png(folder / "curves.png", plot(SCORES, groups, found["target"]))
    took = ", ".join(f"seed {seed}: {'never' if when is None else f'{when:.0f} s'}" for seed, when in found["seconds_until"].items())
    print(f"after {seconds:g} s of training; {where_and_when()}\n\n{table(rows)}\n")
    print(f"ours is as good as {found['peer']} after {seconds:g} s, and stays so, at {took}; curves: {folder / 'curves.png'}")
    print(json.dumps({"seconds": seconds} | found))
    return found


def time_to_quality(
    part: str,
    *,
    seconds: float = 300.0,
    every: float = 15.0,
    seed: int = 0,
    batch: int = 4,
    precision: str = "bf16",
    data: str = OPENMOJI,
    peers: str = PEERS,
    peer_python: str = "python3",
    out: str = "build/ttq",
) -> None:
    """Measures one curve, or reports on all.

    Args:
        part: ours, peer or report.
        seconds: of training; in the report, after which the scores are compared.
        every: seconds of training between scorings.
        seed: of the run.
        batch: of the peer.
        precision: of the peer, bf16 (with channels last) or float32.
        data: folder of pairs with train/ and val/.
        peers: folder of the peers.
        peer_python: a Python that has PyTorch, NumPy and OpenCV.
        out: folder for curves, runs, coloured pictures and the plot.
    """
    folder, pairs = pathlib.Path(out), pathlib.Path(data)
    if part not in (OURS, "peer", "report"):
        raise InputError(f"part {part!r}: choose ours, peer or report")
    if precision not in ("bf16", "float32"):
        raise InputError(f"--precision {precision}: choose bf16 or float32")
    if part == "report":
        report(folder, seconds, every)
        return
    if not (pairs / "val" / "line").is_dir():
        raise InputError(f"--data {data}: no val/line in it: name a folder of pairs with train/ and val/")
    score = peer(peers, "score.py")
    if part == OURS:
        from benchmarks.our_curve import train_watched

        name = f"{OURS}-{seed}"
        asked = {"seconds": seconds, "every": every, "seed": seed}
        measure(name, folder, seconds, lambda curve: train_watched(curve, folder, name, pairs, score, **asked))
        return
    name, python = f"peer-{precision}-b{batch}-{seed}", python_with(peer_python, "torch")
    peer(peers, "peer_pix2pix_torch.py")

    def run(curve: pathlib.Path) -> None:
        asked = {"data": pairs.resolve(), "curve": curve, "pictures": folder / "pictures" / name, "batch": batch, "precision": precision}
        asked |= {"seconds": seconds, "every": every, "seed": seed}
        words = [word for option, value in asked.items() for word in (f"--{option}", value)]
        said_by(python, pathlib.Path(__file__).with_name("peer_curve.py"), *words, env={"PYTHONPATH": str(score.parent)})

    measure(name, folder, seconds, run)


if __name__ == "__main__":
    run_function(time_to_quality, command="benchmarks.time_to_quality")
