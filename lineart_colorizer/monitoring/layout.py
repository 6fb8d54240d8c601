"""What TensorBoard's Custom Scalars page shows: four groups of charts. A chart's lines are the scalars whose tags its patterns match."""

from tensorboard.plugins.custom_scalar import layout_pb2

LAYOUT = {  # group: charts: patterns of tags
    "Objective": {
        "generator's terms, unweighted": [r"generator[^/]*/(?!total)"],
        "generator's total, weighted": [r"generator[^/]*/total$"],
        "reconstruction": [r"generator[^/]*/(l1|l2|log)$"],
    },
    "Critic health": {
        "critic's loss (reference: it can no longer tell)": [r"critic[^/]*/adversarial$"],
        "critic's outputs, mean: true and generated": [r"critic[^/]*/logit_(real|fake)$"],
        "norm of the generator's gradient": [r"gradient_norm/(?!critic)"],
        "norm of the critic's gradient": [r"gradient_norm/critic"],
        "norms of weights": [r"weight_norm/(?!.*average$)"],
        "Wasserstein estimate, penalties (where there are any)": [r"critic[^/]*/(wasserstein|penalty|r1)$"],
    },
    "Fidelity": {
        "right colour, share of regions: higher is better": [r"validation/(right|rare)$"],
        "bleeding, within regions": [r"validation/bleed(_true)?$"],
        "tinted paper, palette's divergence: lower is better": [r"validation/(paper|palette)$"],
        "L1": [r"validation/l1$"],
        "SSIM, MS-SSIM with the true picture": [r"validation/(ssim|ms_ssim)$"],
        "colour distance (Lab, CIEDE2000)": [r"validation/(lab|ciede2000)$"],
    },
    "Diversity": {
        "MS-SSIM of random pairs: generated above true is collapse": [r"validation/ms_ssim_(fake|real)$"],
        "share of collapsed classes": [r"validation/collapsed$"],
        "chroma, as a ratio to the true one": [r"validation/chroma$"],
    },
}


def make_layout(groups: dict[str, dict[str, list[str]]]) -> layout_pb2.Layout:
    """The message that TensorBoard reads. groups: as LAYOUT."""
    return layout_pb2.Layout(
        category=[
            layout_pb2.Category(
                title=title,
                chart=[
                    layout_pb2.Chart(title=name, multiline=layout_pb2.MultilineChartContent(tag=patterns))
                    for name, patterns in charts.items()
                ],
            )
            for title, charts in groups.items()
        ]
    )
