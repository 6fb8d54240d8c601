"""Everything that can be set, one frozen dataclass per concern. Command line, help and the saved YAML derive from these.

The names are unique over all classes: on the command line they stand flat, as `--hint-share`.
"""

import dataclasses
from typing import Any, Literal

HOUSEKEEPING = {  # settings that change nothing that is learned
    "run", "cache", "device", "strategy", "engine", "workers", "jit", "profile", "models", "logs", "log_seconds", "image_seconds",
    "checkpoint_seconds", "checkpoint_steps", "kept", "validation_pictures",
}  # fmt: skip
FREE = HOUSEKEEPING | {"steps", "minutes", "precision", "rollback"}  # settings that may differ when a run goes on

PLACES = ("data", "target", "init", "models", "logs")  # settings that say where something lies


@dataclasses.dataclass(frozen=True, kw_only=True)
class DataSettings:
    """What the system learns from.

    Attributes:
        data: a prepared data set, or a folder of pictures, which is prepared first. Left out: demo pictures are drawn.
        target: a second one, to whose style cyclegan translates the pictures of data, without pairs. Left out: it translates the drawings
            of one half of data to the colours of the other.
        size: side of the training pictures, px.
        batch: pictures in a batch; with several devices or machines, of all together.
        classes: the classes that are learned, by name or number, divided by commas: cat,house or 0-9. Left out: all. Many classes are
            better split over several models (AC-GAN has ten in each); `generate --model` takes all of them together.
        hint_share: share of the training pictures that get simulated hints, 0 to 1.
        cache: whether decoded pictures stay in memory after their first reading; auto: where they fit into a quarter of what is free.
        held_out: with best, share of the training pictures that are not learned from, by which the best checkpoint is known; 256 of them
            at most, or a little more.
    """

    data: str | None = None
    target: str | None = None
    size: int = 128
    batch: int = 8
    classes: str | None = None
    hint_share: float = 0.5
    cache: Literal["auto", "on", "off"] = "auto"
    held_out: float = 0.05


@dataclasses.dataclass(frozen=True, kw_only=True)
class AugmentationSettings:
    """How much training pictures are varied.

    Attributes:
        flip: mirror half of the pictures left to right.
        shift: largest shift, as a share of the side.
        scale: largest change of scale, as a factor: 0.2 is between 1/1.2 and 1.2.
        rotation: largest turn, in degrees.
        thickness: how far lines are made thicker or thinner: 0 as drawn, 1 by one pixel on each side.
        strength: how pale lines may get: 0 as drawn, 0.4 down to 60 % of their darkness.
    """

    flip: bool = True
    shift: float = 0.08
    scale: float = 0.2
    rotation: float = 10.0
    thickness: float = 0.4
    strength: float = 0.3


@dataclasses.dataclass(frozen=True, kw_only=True)
class NetworkSettings:
    """The networks.

    Attributes:
        head: multiply predicts the colours under the lines and lays the lines over them; direct redraws the lines, too, or leaves them out.
        palette: the number of colours that the generator mixes, measured in the training pictures; 0 predicts RGB directly.
        filters: channels of the generator's finest level; each level below has twice as many, up to sixteen times.
        dropout: share of the generator's coarse features that is dropped at random, 0 to below 1: noise, from which variants come.
        labels: the generator is told the class of a picture; where there is a critic, it has to name it.
        noise: values of noise from which acgan makes a picture.
        bottleneck: how the autoencoder halves: by strided convolutions or by max pooling.
        translator: cyclegan's two generators: residual, as in its paper, or unet, which is quicker and keeps shapes.
        blocks: residual blocks of the translator: 6 up to 128 px, 9 above.
        cycle_filters: channels of the translator at full size; a half and a quarter of it have twice and four times as many.
    """

    head: Literal["multiply", "direct"] = "multiply"
    palette: int = 32
    filters: int = 16
    dropout: float = 0.0
    labels: bool = False
    noise: int = 100
    bottleneck: Literal["strided", "max-pool"] = "strided"
    translator: Literal["residual", "unet"] = "residual"
    blocks: int = 9
    cycle_filters: int = 64


@dataclasses.dataclass(frozen=True, kw_only=True)
class CriticSettings:
    """The critic, where the system has one.

    Attributes:
        critic: side in px of the patch that one logit judges: 1, 16, 50, 70, or image, the whole picture. Several, divided by commas,
            judge side by side, and are averaged: 16,70 are several scales, 70,image is local and global.
        critic_filters: channels of the critic's first level.
        critic_rate: the critic's learning rate, as a multiple of the objective's own.
        critic_dropout: share of acgan's critic's features that is dropped at random, 0 to below 1; AC-GAN has 0.5.
        fake_classes: acgan's critic learns to name the classes of generated pictures, too, as the paper's L_C has it; in short training
            it then agrees with the generator on a code for each class.
        projection: acgan's critic is told the class, and judges real or fake among its pictures (arXiv 1802.05637).
        spectral_norm: holds the largest singular value of each of the critic's layers at 1.
        label_smoothing: how unsure the critic is told to be of real pictures: 0.1 asks for 0.9. For dcgan, nonsaturating, kl.
        r1: weight of the squared gradient of the critic at real pictures, which keeps it smooth; 10 is usual.
        critic_guard: the critic is slowed while it ranks the real picture above the fake one more often than this, 0.5 to 1. 0: never.
        fakes_kept: cyclegan's critics are shown earlier fakes, too, of so many; 0: none.
    """

    critic: str = "50"
    critic_filters: int = 32
    critic_rate: float = 1.0
    critic_dropout: float = 0.0
    fake_classes: bool = False
    projection: bool = False
    spectral_norm: bool = False
    label_smoothing: float = 0.0
    r1: float = 0.0
    critic_guard: float = 0.0
    fakes_kept: int = 50


@dataclasses.dataclass(frozen=True, kw_only=True)
class ObjectiveSettings:
    """What the system minimizes, and how.

    Attributes:
        system: paired (generator and critic), unet (generator alone), autoencoder (one that loses lines), cyclegan (one style to
            another and back, without pairs), acgan (pictures from noise and a class), or one of your own.
        objective: the adversarial objective: dcgan, nonsaturating, kl, wgan, wgan-gp, lsgan or hinge. Left out: the system's own.
        schedule: objectives one after the other, with the steps spent in each: nonsaturating:5000,wgan:20000. In place of objective.
        reconstruction: how the distance to the true picture is measured.
        reconstruction_weight: its weight in the generator's total.
        adversarial_weight: weight of the adversarial term in the generator's total. Left out: the system's own.
        palette_weight: weight of the cross entropy of the palette's colours in the generator's total.
        naming_weight: weight of the generator's own naming of what is drawn, by class and by words of tags, where the data has any: what it
            tells apart, it colours apart. 0: it names nothing.
        class_weight: with labels, weight of the critic's naming of classes; in the generator's total times adversarial_weight.
        rarity: how far rare colours weigh more in that cross entropy: 0 all pixels alike, 1 all colours alike.
        diversity_weight: of acgan's term that keeps it from drawing one picture of each class, whatever the noise. 0: none.
        cycle_weight: of cyclegan's distance between a picture and its translation translated back, in the generators' total.
        identity_weight: of cyclegan's distance between a picture and its translation to the style that it has.
        generator_optimizer: muon, which learns more from each picture, or the objective's own. Left out: the system's own.
        generator_rate: the generator's learning rate, as a multiple of the objective's own, which is the critic's. Left out: the system's
            own.
        decay_from: share of the training, 0 to 1, from which on all learning rates fall, linearly, to 0 at its end. 1: they stay.
        average: how much of the averaged generator stays at each step; the averaged one colours. 0: no average.
    """

    system: str = "paired"
    objective: str | None = None
    schedule: str | None = None
    reconstruction: Literal["l1", "l2", "log"] = "l1"
    reconstruction_weight: float = 100.0
    adversarial_weight: float | None = None
    palette_weight: float = 300.0
    naming_weight: float = 50.0
    class_weight: float = 1.0
    rarity: float = 0.5
    diversity_weight: float = 0.3
    cycle_weight: float = 10.0
    identity_weight: float = 5.0
    generator_optimizer: Literal["muon", "objective"] | None = None
    generator_rate: float | None = None
    decay_from: float = 1.0
    average: float = 0.99


@dataclasses.dataclass(frozen=True, kw_only=True)
class RunSettings:
    """How long, where, and what is written on the way.

    Attributes:
        run: the run's name. Left out: the newest unfinished run with these very settings goes on, else a new one begins.
        init: a model whose weights a new run begins with, in place of random ones: a run's name, its folder, an export's, or demo, the
            model that comes with the program.
        steps: generator updates in all. Left out: 100,000, or on the demo set 5 minutes.
        minutes: training time in all, over all sittings.
        seed: of networks, order, augmentation and hints.
        deterministic: the same bits on every run on the same machine; slower.
        device: auto takes a GPU where there is one.
        strategy: on how many devices: one; mirrored: all GPUs of this machine; multiworker: several machines, as TF_CONFIG says; auto: what
            TF_CONFIG and the GPUs mean.
        engine: ray starts the training on several machines of a Ray cluster; local does not.
        workers: with ray, how many processes train together. Left out: one for each GPU of the cluster, or for each of its machines.
        precision: bf16 and fp16 halve the memory that features take; auto takes the quickest that the device has instructions for.
        jit: whether XLA compiles the steps; auto: on GPUs. On two CPU cores it was slower.
        profile: write TensorBoard's profile of a few steps.
        extensions: Python modules of your own that register systems or objectives, divided by commas; they are imported first.
        models: folder of the runs' models.
        logs: folder of the TensorBoard logs.
        log_seconds: between the scalars that TensorBoard and the console get.
        image_seconds: between picture grids and validation scores in TensorBoard.
        checkpoint_seconds: between checkpoints.
        checkpoint_steps: between checkpoints, in steps; in place of checkpoint_seconds.
        kept: how many checkpoints stay, the newest.
        best: a score, such as right. The checkpoint that is best by it is kept as well, and is what the run is taken for, in place of the
            newest. It is measured whenever validation scores are, on training pictures that are held out of it, never on val.
        rollback: how often, at a loss that is not finite, training goes back to the newest checkpoint and on from there with half the
            learning rates. 0: it ends.
        validation_pictures: how many validation pictures are scored on the way; at the end all are, 5,000 at most.
    """

    run: str | None = None
    init: str | None = None
    steps: int | None = None
    minutes: float | None = None
    seed: int = 0
    deterministic: bool = False
    device: Literal["auto", "cpu", "gpu"] = "auto"
    strategy: Literal["auto", "one", "mirrored", "multiworker"] = "auto"
    engine: Literal["local", "ray"] = "local"
    workers: int | None = None
    precision: Literal["auto", "float32", "bf16", "fp16"] = "auto"
    jit: Literal["auto", "on", "off"] = "auto"
    profile: bool = False
    extensions: str | None = None
    models: str = "models"
    logs: str = "logs"
    log_seconds: float = 5.0
    image_seconds: float = 60.0
    checkpoint_seconds: float = 60.0
    checkpoint_steps: int | None = None
    kept: int = 2
    best: str | None = None
    rollback: int = 0
    validation_pictures: int = 64


@dataclasses.dataclass(frozen=True, kw_only=True)
class Settings:
    """All settings of a run."""

    data: DataSettings = DataSettings()
    augmentation: AugmentationSettings = AugmentationSettings()
    networks: NetworkSettings = NetworkSettings()
    critic: CriticSettings = CriticSettings()
    objective: ObjectiveSettings = ObjectiveSettings()
    run: RunSettings = RunSettings()

    def flat(self) -> dict:
        """Every setting by its own name: names are unique over the concerns."""
        return {name: value for concern in dataclasses.asdict(self).values() for name, value in concern.items()}

    @classmethod
    def from_flat(cls, values: dict) -> "Settings":
        """Raises KeyError where a setting is missing or unknown."""
        left, concerns = dict(values), {}
        for concern in dataclasses.fields(cls):
            kind: Any = concern.type
            names = [field.name for field in dataclasses.fields(kind)]
            concerns[concern.name] = kind(**{name: left.pop(name) for name in names})
        if left:
            raise KeyError(f"unknown settings: {', '.join(left)}")
        return cls(**concerns)

    def but(self, **changed: Any) -> "Settings":
        """The same, but for these, by their names. Raises KeyError for an unknown one."""
        return self.from_flat(self.flat() | changed)
