"""`autoencoder`: an encoder and a decoder without skips, by reconstruction. Lines are lost: the lineart post's first step.

The post's losses are `--reconstruction log` and `l2`; `--bottleneck` is strided or max-pool. It draws lines itself, mixes no palette and
names nothing, so that `head` is direct and `palette` and `naming_weight` are 0, whatever was given.
"""

from data_tools.errors import InputError
from lineart_colorizer.networks.autoencoder import OUTPUT, build_autoencoder
from lineart_colorizer.settings import Settings
from lineart_colorizer.systems.learner import COLORING_SETTINGS, Learner, check_coloring
from lineart_colorizer.systems.registry import Plan, SystemKind, register_system
from lineart_colorizer.systems.unet import Reconstruction


def build(plan: Plan) -> Reconstruction:
    networks = plan.settings.networks
    learner = Learner(plan, lambda: build_autoencoder(filters=networks.filters, bottleneck=networks.bottleneck), outputs=(OUTPUT,))
    return Reconstruction(learner, plan.jit)


def check(settings: Settings) -> None:
    """Raises InputError for what an auto-encoder cannot do."""
    if not settings.objective.reconstruction_weight:
        raise InputError("--reconstruction-weight 0: system autoencoder learns by reconstruction alone")
    check_coloring(settings)


register_system(
    SystemKind(
        name="autoencoder",
        build=build,
        check=check,
        objective=None,
        fixed={"head": "direct", "palette": 0, "naming_weight": 0.0},
        knows=("filters", "bottleneck", *COLORING_SETTINGS),
    )
)
