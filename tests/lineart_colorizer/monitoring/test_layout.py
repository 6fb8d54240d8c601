import re

import pytest

from lineart_colorizer.monitoring.layout import LAYOUT, make_layout


def charts_of(tag: str) -> list[str]:
    """Charts that show the tag: TensorBoard matches from the beginning."""
    return [name for charts in LAYOUT.values() for name, patterns in charts.items() if any(re.match(each, tag) for each in patterns)]


@pytest.mark.parametrize(
    ("tag", "charts"),
    [
        ("generator/l1", ["generator's terms, unweighted", "reconstruction"]),
        ("generator/total", ["generator's total, weighted"]),
        ("generator_forward/adversarial", ["generator's terms, unweighted"]),
        ("critic/adversarial", ["critic's loss (reference: it can no longer tell)"]),
        ("critic_target/adversarial", ["critic's loss (reference: it can no longer tell)"]),
        ("critic/total", []),
        ("critic/logit_fake", ["critic's outputs, mean: true and generated"]),
        ("critic/penalty", ["Wasserstein estimate, penalties (where there are any)"]),
        ("gradient_norm/critic", ["norm of the critic's gradient"]),
        ("gradient_norm/generator", ["norm of the generator's gradient"]),
        ("weight_norm/critic", ["norms of weights"]),
        ("weight_norm/forward_average", []),
        ("validation/right", ["right colour, share of regions: higher is better"]),
        ("validation/ssim", ["SSIM, MS-SSIM with the true picture"]),
        ("validation/ms_ssim_real", ["MS-SSIM of random pairs: generated above true is collapse"]),
        ("speed/steps_per_second", []),
    ],
)
def test_which_chart_shows_what(tag, charts):
    assert charts_of(tag) == charts


def test_the_message_holds_groups_charts_and_patterns_in_order():
    layout = make_layout({"A": {"one": ["x$", "y$"], "two": ["z"]}, "B": {}})
    assert [group.title for group in layout.category] == ["A", "B"]
    assert [(chart.title, list(chart.multiline.tag)) for chart in layout.category[0].chart] == [("one", ["x$", "y$"]), ("two", ["z"])]
