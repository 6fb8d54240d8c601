"""The one error that a user is meant to read, and how a command ends because of it."""

import signal
import sys
from collections.abc import Callable

FAILED = 1
INTERRUPTED = 75  # EX_TEMPFAIL: the same command, run again, goes on


class InputError(Exception):
    """Something outside the program is wrong. The text is one line: what, where, what to do."""


class TooLargeError(InputError):
    """It is more than a limit lets in."""


def run_command(main: Callable[[], int | None]) -> None:
    """Runs a command's main function and exits with its code: 0 done, 1 failed with one line, 75 interrupted by Ctrl-C or SIGTERM."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        code = main() or 0
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        code = FAILED
    except OSError as error:
        print(f"error: {describe(error)}", file=sys.stderr)
        code = FAILED
    except KeyboardInterrupt:
        print("interrupted: the same command goes on", file=sys.stderr)
        code = INTERRUPTED
    sys.exit(code)


def describe(error: OSError) -> str:
    """What the system refused, where, and what to do."""
    return f"{error.strerror or error}: {error.filename or 'no file named'} (free some space, or check the path and its rights)"


def shortened(error: BaseException, most: int = 200) -> str:
    """What an error of another program says, in one line of `most` characters at most; its class where it says nothing."""
    return " ".join(str(error).split())[:most] or type(error).__name__


def _interrupt(number: int, frame) -> None:
    raise KeyboardInterrupt
