"""Rules of thumb that say when a person should look: the critic wins, the pictures grow alike. Each is said once, until it is over."""

LOW = 0.05  # of its rest value: a critic's loss below that is near 0
LONG = 12  # looks in a row: a minute, where scalars are written every 5 s
MARGIN = 0.1  # of MS-SSIM: generated pairs more alike than true ones by this much
HALF = 0.5  # of the classes
TWICE = 2  # looks in a row: the first pictures of a fresh generator are alike, as it has learned nothing


class CriticWatch:
    """Whether the critic wins: its loss is near 0, compared with its value where it can no longer tell, for long.

    That is so for cross entropy (rest log 4), least squares (1/4) and hinge (2), whose losses are 0 where every answer is right. It says
    nothing of a Wasserstein critic: its loss has no such bound, and a critic near its optimum is what those objectives want.
    """

    def __init__(self):
        self._looks: dict[str, int] = {}

    def look(self, losses: dict[str, float], rest: float | None) -> list[str]:
        """What is to be said now. losses: of the critics, by name. rest: as `Phase.reference`; None is never alerted to."""
        said = []
        for name, loss in losses.items():
            is_low = rest is not None and loss < LOW * rest
            self._looks[name] = self._looks.get(name, 0) + 1 if is_low else 0
            if self._looks[name] == LONG:
                said.append(
                    f"the critic wins: {name} is {loss:.3g}, below {LOW:.0%} of {rest:.3g} for {LONG} looks in a row. The generator learns "
                    "little from it now: lower the critic's rate or width, smooth its labels, or change the objective (wgan-gp, hinge)"
                )
        return said


class CollapseWatch:
    """Whether the pictures grow alike (AC-GAN, arXiv 1610.09585, section 4.3): MS-SSIM of generated pairs against that of true pairs."""

    def __init__(self):
        self._looks = 0

    def look(self, scores: dict[str, float]) -> list[str]:
        """What is to be said now. scores: with ms_ssim_fake and ms_ssim_real, and collapsed where there are classes; else silent."""
        if not {"ms_ssim_fake", "ms_ssim_real"} <= scores.keys():
            return []
        fake, real, collapsed = scores["ms_ssim_fake"], scores["ms_ssim_real"], scores.get("collapsed", 0.0)
        self._looks = self._looks + 1 if fake > real + MARGIN or collapsed > HALF else 0
        if self._looks != TWICE:
            return []
        return [
            f"the pictures grow alike (mode collapse): MS-SSIM of generated pairs is {fake:.2f}, of true pairs {real:.2f}; "
            f"{collapsed:.0%} of the classes have collapsed"
        ]
