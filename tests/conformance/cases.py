"""The systems under test, each by what differs between them. A system is an entry here: every test then runs over it."""

import dataclasses
import itertools

import numpy as np

from lineart_colorizer.objectives.adversarial import OBJECTIVES, Objective


@dataclasses.dataclass(frozen=True)
class Subject:
    """A system.

    batches: name of the fixture of its batches. weights: settings that weigh a term of the generator, and the term's scalar. settings:
    those that give every term a weight, or a tiny network. falling: scalars that fall on a batch seen again and again. linear: settings
    under which its critics are linear where all their activations are positive, None where they are normalized. signatures: of its
    product, with the tensors of a batch that they take. updates_off: share by which an eager update may differ from one in the graph.
    """

    name: str
    batches: str
    weights: dict[str, str]
    falling: tuple[str, ...]
    signatures: dict[str, dict[str, str]]
    settings: dict = dataclasses.field(default_factory=dict)
    linear: dict | None = None
    updates_off: float = 0.01


SUBJECTS = {
    subject.name: subject
    for subject in (
        Subject(
            name="paired",
            batches="tiny_batches",
            weights={
                "adversarial_weight": "generator/adversarial",
                "reconstruction_weight": "generator/l1",
                "palette_weight": "generator/palette",
                "naming_weight": "generator/naming",
            },
            falling=("generator/l1", "generator/palette"),
            signatures={"colorize_hint": {"line": "line", "hint": "hint"}, "colorize_layer": {"line": "line", "hint": "hint"}},
            settings={"labels": ("boxes", "disks")},
            linear={},
        ),
        Subject(
            name="cyclegan",
            batches="unpaired_batches",
            weights={
                "adversarial_weight": "generator/adversarial",
                "cycle_weight": "generator/cycle",
                "identity_weight": "generator/identity",
            },
            falling=("generator/cycle", "generator/identity"),
            signatures={"forward": {"source": "source"}, "backward": {"target": "target"}},
            settings={"generator_rate": 10.0, "critic": "1", "blocks": 0},
            updates_off=0.08,  # instance normalization of pictures of 32 px divides by small deviations
        ),
        Subject(
            name="acgan",
            batches="class_batches",
            weights={
                "adversarial_weight": "generator/adversarial",
                "class_weight": "generator/label",
                "diversity_weight": "generator/diversity",
            },
            falling=(),
            signatures={"serving_default": {"noise": "noise", "label": "known"}},
            settings={"labels": ("boxes", "disks"), "noise": 4},
        ),
    )
}
WITHOUT_CRITIC = {
    "unet": Subject(
        name="unet",
        batches="tiny_batches",
        weights={
            "reconstruction_weight": "generator/l1",
            "palette_weight": "generator/palette",
            "naming_weight": "generator/naming",
        },
        falling=("generator/l1", "generator/palette"),
        signatures={},  # the same product as paired's
        settings={"labels": ("boxes", "disks")},
    ),
    "autoencoder": Subject(
        name="autoencoder",
        batches="tiny_batches",
        weights={"reconstruction_weight": "generator/l1"},
        falling=("generator/l1",),
        signatures={},
    ),
}


def is_critics(name: str) -> bool:
    """Whether a network or an optimizer, by its name in `state_of`, belongs to a critic."""
    return name.removeprefix("phase_0_").startswith("critic")


@dataclasses.dataclass
class Case:
    """A system under test with one objective, built once; each test begins by putting its first state back."""

    subject: Subject
    objective: Objective | None  # None where there is no critic
    system: object
    batches: list[dict]
    first: dict[str, list[np.ndarray]]

    @property
    def phase(self):
        return self.system.phases[0]

    @property
    def critics(self) -> dict:
        """The critics' networks by name."""
        return {name: network for name, network in self.system.networks.items() if is_critics(name)}

    def taught(self, state: dict) -> set[str]:
        """Names of the networks of which a trainable variable is not as in `state`; moving statistics and buffers do not count."""
        found = set()
        for name, network in self.system.networks.items():
            trainable = {id(variable) for variable in network.trainable_variables}
            pairs = zip(network.variables, state[name], strict=True)
            if any((variable.numpy() != value).any() for variable, value in pairs if id(variable) in trainable):
                found.add(name)
        return found

    def put_back(self, state: dict | None = None) -> None:
        owners = self.system.networks | {f"phase_0_{name}": optimizer for name, optimizer in self.phase.optimizers.items()}
        for name, owner in owners.items():
            for variable, value in zip(owner.variables, (state or self.first)[name], strict=True):
                variable.assign(value)

    def step(self, at: int = 0, only: int | None = None) -> dict[str, float]:
        """One train_step on as many batches as it takes, from the `at`-th on, round and round; of the first `only` ones."""
        used = itertools.islice(itertools.cycle(self.batches[:only]), at, at + self.phase.batches_per_step)
        return {name: float(value) for name, value in self.phase.train_step(list(used)).items()}


def moved(before: dict, after: dict) -> set[str]:
    """Names of the networks and optimizers of which some variable changed."""
    return {name for name in before if any((one != other).any() for one, other in zip(before[name], after[name], strict=True))}


def assert_same(state: dict, other: dict) -> None:
    assert state.keys() == other.keys()
    for name in state:
        for one, two in zip(state[name], other[name], strict=True):
            np.testing.assert_array_equal(one, two, err_msg=name)


FEWER = {  # they are traced longest; what differs by an objective's two functions alone, paired has all of
    "cyclegan": ("lsgan", "wgan", "wgan-gp"),
    "acgan": ("dcgan", "wgan", "wgan-gp"),
}
JUDGED = [(name, objective) for name in SUBJECTS for objective in FEWER.get(name, OBJECTIVES)]
ALL = [*JUDGED, *((name, None) for name in WITHOUT_CRITIC)]


def called(pair: tuple) -> str:
    """paired-wgan, unet: how a test with these is called."""
    return "-".join(filter(None, pair))
