"""Networks and objectives under Keras' JAX backend, compiled by XLA: `python -m benchmarks.gpu_step [--peer-python PYTHON]`.

Times a training step's forward and backward passes, and its updates: the generator once; the critic over true and over generated pictures;
both gradients; both optimizers (Adam, stateless). It is one XLA program, its buffers donated. TensorFlow is not imported, nor needed: the
step of `lineart_colorizer.systems` is written here once more.

- `own`: the default U-Net and PatchGAN with the terms that `paired` has by default (palette, reconstruction, non-saturating), weighed as
  there. Left out: Muon, in whose place is Adam; hints; the lines laid over the picture again as `ink`; the average.
- `pix2pix`: the peers' networks (`pix2pix_networks`), with equal parameters, L1 x 100, non-saturating.
- the torch peer beside it: `peer_pix2pix_torch.py time --device cuda --bf16 --channels-last`, and the same with `--compile`.

Share of peak: operations that XLA counts in its program over the time that it takes, over --peak-tflops: 989 for the bfloat16 of an H100 or
H200, dense. XLA counts what it runs, so an operation that is run in vain counts, too.

Prints the table, and one JSON line. On a machine without a GPU, as a test that all builds and differentiates:

    python -m benchmarks.gpu_step --device cpu --precision float32 --size 32 --batches 1,2 --steps 2
"""

import json
import os
import statistics
import time

from benchmarks.side_by_side import PEERS, peer, python_with, table, told_by, where_and_when
from data_tools.command_line import run_function
from data_tools.errors import InputError

WARM_UP = 2
ADVERSARIAL_WEIGHT, KNOWN = 50.0, 0.7  # of `own`: as of `systems.paired` and `systems.learner`, which import TensorFlow
PEERS_L1_WEIGHT = 100.0  # their adversarial weight is 1
NETWORKS = ("own", "pix2pix")


class Networks:
    """A generator and a critic with what they minimize, for JAX: all state is in lists of arrays."""

    def __init__(self, networks: str, size: int):
        """networks: own or pix2pix."""
        from benchmarks.pix2pix_networks import build_critic, build_generator
        from lineart_colorizer.networks.patchgan import build_patchgan
        from lineart_colorizer.networks.unet import build_unet
        from lineart_colorizer.objectives.adversarial import find_objective
        from lineart_colorizer.settings import Settings

        self.settings = Settings().objective
        self.is_own = networks == "own"
        self.objective = find_objective("nonsaturating")
        self.generator = build_unet() if self.is_own else build_generator(size)
        self.critic = build_patchgan() if self.is_own else build_critic(size)
        self.both = (self.generator, self.critic)
        self.optimizers = tuple(self.objective.optimizer(1.0) for _ in self.both)
        for optimizer, network in zip(self.optimizers, self.both, strict=True):
            optimizer.build(network.trainable_variables)

    @property
    def state(self) -> tuple:
        """Of generator and critic: values of what is trained, of what is not, and of the optimizer."""
        lists = [(n.trainable_variables, n.non_trainable_variables, o.variables) for n, o in zip(self.both, self.optimizers, strict=True)]
        return tuple(tuple([variable.value for variable in each] for each in of_one) for of_one in lists)

    def judge(self, trained, rest, batch: dict, color):
        """Logits float32, and the critic's state after."""
        from keras import ops

        logits, rest = self.critic.stateless_call(trained, rest, {"line": batch["line"], "color": color}, training=True)
        return ops.cast(logits, "float32"), rest

    def generator_total(self, trained, rest, critic_state, batch: dict):
        """The generator's total, and its state after with its pictures."""
        inputs = {name: batch[name] for name in ("line", "hint")}
        prediction, rest = self.generator.stateless_call(trained, rest, inputs, training=True)
        logits, _ = self.judge(*critic_state, batch, prediction["color"])
        from lineart_colorizer.objectives.reconstruction import RECONSTRUCTIONS, l1

        color, settings = prediction["color"], self.settings
        if self.is_own:
            total = settings.reconstruction_weight * RECONSTRUCTIONS[settings.reconstruction](color, batch["color"])
            total += settings.palette_weight * self.palette_term(prediction["logits"], batch)
            total += ADVERSARIAL_WEIGHT * self.objective.generator(logits)
        else:
            total = PEERS_L1_WEIGHT * l1(color, batch["color"]) + self.objective.generator(logits)
        return total, (rest, color)

    def palette_term(self, logits, batch: dict):
        """As `systems.learner` has it."""
        from keras import ops

        from lineart_colorizer.networks.unet import PALETTE_LAYER
        from lineart_colorizer.objectives.classification import nearest_entries, palette_cross_entropy, rarity_weights

        palette = self.generator.get_layer(PALETTE_LAYER)
        color, ink = (ops.average_pool((batch[name] + 1.0) / 2.0, (2, 2), (2, 2)) for name in ("color", "line"))
        known = ops.cast(ink[..., 0] > KNOWN, "float32")
        weights = rarity_weights(ops.convert_to_tensor(palette.shares), self.settings.rarity)
        return palette_cross_entropy(logits, nearest_entries(color, ops.convert_to_tensor(palette.colors)), weights, known)

    def critic_total(self, trained, rest, batch: dict, fake_color):
        real, rest = self.judge(trained, rest, batch, batch["color"])
        fake, rest = self.judge(trained, rest, batch, fake_color)
        return self.objective.critic(real, fake), rest

    def step(self, state: tuple, batch: dict):
        """One update of both, as a pure function: state and batch to state and the two totals."""
        import jax

        (g_trained, g_rest, g_slots), (c_trained, c_rest, c_slots) = state
        of_generator = jax.value_and_grad(self.generator_total, has_aux=True)
        (g_total, (g_rest, fake)), g_gradients = of_generator(g_trained, g_rest, (c_trained, c_rest), batch)
        of_critic = jax.value_and_grad(self.critic_total, has_aux=True)
        (c_total, c_rest), c_gradients = of_critic(c_trained, c_rest, batch, jax.lax.stop_gradient(fake))
        g_trained, g_slots = self.optimizers[0].stateless_apply(g_slots, g_gradients, g_trained)
        c_trained, c_slots = self.optimizers[1].stateless_apply(c_slots, c_gradients, c_trained)
        return ((g_trained, g_rest, g_slots), (c_trained, c_rest, c_slots)), (g_total, c_total)


def random_batch(size: int, batch: int, channels: int) -> dict:
    """line, hint (none painted) and color, float32 in [-1,1]. channels: of the drawing."""
    import jax
    import jax.numpy as jnp

    keys = jax.random.split(jax.random.key(0), 2)
    shapes = {"line": (batch, size, size, channels), "color": (batch, size, size, 3)}
    pictures = {name: jax.random.uniform(key, shape, minval=-1.0) for (name, shape), key in zip(shapes.items(), keys, strict=True)}
    return pictures | {"hint": jnp.zeros((batch, size, size, 4))}


def measure(networks: str, size: int, batch: int, steps: int) -> dict:
    """Median seconds of a step, floating-point operations that XLA counts in it, and the totals of the last."""
    import jax

    made = Networks(networks, size)
    pictures = random_batch(size, batch, 1 if made.is_own else 3)
    state = made.state
    compiled = jax.jit(made.step, donate_argnums=0).lower(state, pictures).compile()
    counted = compiled.cost_analysis() or {}
    counted = counted[0] if isinstance(counted, list) else counted
    times = []
    for _ in range(WARM_UP + steps):
        begun = time.perf_counter()
        state, totals = jax.block_until_ready(compiled(state, pictures))
        times.append(time.perf_counter() - begun)
    return {
        "seconds": statistics.median(times[WARM_UP:]),
        "operations": float(counted.get("flops", 0.0)),
        "totals": [float(total) for total in totals],
    }


def row_of(side: str, batch: int, seconds: float, operations: float | None, peak_tflops: float) -> dict:
    """A row of the table."""
    row = {"side": side, "batch": batch, "ms a step": 1000.0 * seconds, "images/s": batch / seconds}
    if operations:
        reached = operations / seconds / 1e12
        row |= {"TFLOP a step": operations / 1e12, "TFLOP/s": reached, "share of peak": reached / peak_tflops}
    return row


def peer_rows(python: str, peers: str, size: int, batch: int, steps: int, device: str, precision: str) -> list[dict]:
    """The torch peer, and compiled."""
    command = [python, peer(peers, "peer_pix2pix_torch.py"), "time", "--size", size, "--batch", batch, "--steps", steps]
    command += ["--device", "cuda" if device == "gpu" else "cpu"] + (["--bf16", "--channels-last"] if precision == "bf16" else [])
    rows = []
    for said, more in (("peer, torch", []), ("peer, torch.compile", ["--compile"])):
        rows.append(row_of(said, batch, told_by(*command, *more)["seconds_per_step"], None, 1.0))
    return rows


def gpu_step(
    *,
    size: int = 256,
    batches: str = "1,4,16,64",
    networks: str = "own,pix2pix",
    steps: int = 20,
    precision: str = "bf16",
    device: str = "gpu",
    peak_tflops: float = 989.0,
    peers: str = PEERS,
    peer_python: str | None = None,
) -> dict:
    """Times the networks under JAX.

    Args:
        size: side of the pictures, px: a power of 2.
        batches: pictures in a batch, divided by commas.
        networks: own, pix2pix, or both.
        steps: of which the median is taken, after two that are not counted.
        precision: bf16, fp16 or float32.
        device: gpu or cpu.
        peak_tflops: what the device can do in that precision, in 10^12 operations a second.
        peers: folder of the peers.
        peer_python: a Python that has PyTorch, NumPy and OpenCV. Left out: no peer is timed.
    """
    chosen, counts = (
        [name.strip() for name in networks.split(",")],
        [int(count) for count in batches.split(",") if count.strip().isdecimal()],
    )
    if unknown := [name for name in chosen if name not in NETWORKS]:
        raise InputError(f"--networks {unknown[0]}: choose {', '.join(NETWORKS)}")
    if not counts or min(counts) < 1:
        raise InputError(f"--batches {batches}: numbers above 0, divided by commas")
    if precision == "auto" or device not in ("gpu", "cpu"):
        raise InputError("--precision bf16, fp16 or float32, and --device gpu or cpu: nothing is chosen by itself here")
    os.environ["KERAS_BACKEND"] = "jax"  # before Keras is imported
    os.environ["JAX_PLATFORMS"] = "cuda" if device == "gpu" else "cpu"
    python = python_with(peer_python, "torch") if peer_python else None
    try:
        import jax

        there = jax.devices()[0]
    except (ImportError, RuntimeError) as error:
        raise InputError(
            f"--device {device}: JAX cannot use it ({' '.join(str(error).split())[:160]}): pip install 'jax[cuda13]'"
        ) from None
    import keras

    from lineart_colorizer.precision import choose_precision

    choose_precision(precision)
    keras.utils.set_random_seed(0)
    rows = []
    for batch in counts:
        for name in chosen:
            found = measure(name, size, batch, steps)
            rows.append(row_of(f"JAX, {name}", batch, found["seconds"], found["operations"], peak_tflops))
        rows += peer_rows(python, peers, size, batch, steps, device, precision) if python else []
    where = where_and_when(there.device_kind if device == "gpu" else None)
    print(f"{size} px, {precision}, JAX {jax.__version__}, Keras {keras.__version__}; {where}\n\n{table(rows)}\n")
    report = {"size": size, "precision": precision, "device": there.device_kind, "peak_tflops": peak_tflops, "rows": rows}
    print(json.dumps(report))
    return report


if __name__ == "__main__":
    run_function(gpu_step, command="benchmarks.gpu_step")
