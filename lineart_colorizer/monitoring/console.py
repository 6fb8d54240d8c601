"""Progress on the console: a bar on a terminal, a plain line now and then elsewhere."""

import sys
from collections.abc import Callable


def format_time(seconds: float) -> str:
    """90 -> "1:30", 3700 -> "1:01:40"."""
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


class Console:
    """share: of the training done, 0 to 1. write: where lines go (for tests)."""

    def __init__(self, write: Callable[[str], None] | None = None):
        self._bar = None
        self._write = write or (lambda text: print(text, flush=True))
        if write is None and sys.stdout.isatty():
            from tqdm import tqdm

            self._bar = tqdm(total=1000, file=sys.stdout, bar_format="{percentage:3.0f}% |{bar}| {desc}")

    def progress(self, *, share: float, step: int, steps_per_second: float, images_per_second: float, left: float, losses: dict) -> None:
        """left: seconds. losses: the terms to show, by name."""
        speed = f"{steps_per_second:.2f} steps/s  {images_per_second:.1f} images/s  {format_time(left)} left"
        shown = "  ".join(
            f"{name.rpartition('/')[2] if name.startswith('generator') else name} {value:.3g}" for name, value in losses.items()
        )
        text = f"step {step:,}  {speed}  {shown}"
        if self._bar is None:
            self._write(text)
        else:
            self._bar.set_description_str(text, refresh=False)
            self._bar.n = round(1000 * share)
            self._bar.refresh()

    def say(self, text: str) -> None:
        if self._bar is None:
            self._write(text)
        else:
            self._bar.write(text, file=sys.stdout)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
