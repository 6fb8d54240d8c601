"""The one error that a user is meant to read, and how a command ends because of it."""

import io
import os
import select
import signal
import sys
from collections.abc import Callable

STDOUT, STDERR = 1, 2  # their file descriptors
FAILED = 1
INTERRUPTED = 75  # EX_TEMPFAIL: the same command, run again, goes on


class InputError(Exception):
    """Something outside the program is wrong. The text is one line: what, where, what to do."""


class TooLargeError(InputError):
    """It is more than a limit lets in."""


def run_command(main: Callable[[], int | None]) -> None:
    """Runs a command's main function and exits with its code: 0 done, 1 failed with one line, 75 interrupted by Ctrl-C or SIGTERM.

    Where nobody reads any more what it prints, as behind `| head`, it ends with 1 and without a word. SIGPIPE stays ignored, as Python
    has it: by default it would end a service whose client hangs up.
    """
    signal.signal(signal.SIGTERM, _interrupt)
    _open_what_is_closed()
    _print_any_name()
    try:
        try:
            code = main() or 0
        finally:
            sys.stdout.flush()
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        code = FAILED
    except OSError as error:
        if not (isinstance(error, BrokenPipeError) and _is_unread()):
            print(f"error: {describe(error)}", file=sys.stderr)
        code = FAILED
    except MemoryError:
        print("error: not enough memory: a smaller --size or --batch takes less, and so does closing other programs", file=sys.stderr)
        code = FAILED
    except KeyboardInterrupt:
        print("interrupted: the same command goes on", file=sys.stderr)
        code = INTERRUPTED
    sys.exit(code)


def _open_what_is_closed() -> None:
    """What would be said to a standard output that was closed, as by `2>&-` or a supervisor, goes nowhere; Python has None there."""
    for name, number in (("stdout", STDOUT), ("stderr", STDERR)):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
            setattr(sys, name, os.fdopen(number, "w", closefd=False))


def _print_any_name() -> None:
    """What standard output's encoding lacks, as in file names on Windows and from old archives, is printed as backslash and number."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _is_unread() -> bool:
    """Whether nobody reads any more what is printed. Then what is left goes nowhere: else Python tries it again when it ends."""
    if not hasattr(select, "poll"):  # Windows
        return False
    watched = select.poll()
    watched.register(STDOUT, 0)
    unread = bool(watched.poll(0))
    if unread:
        os.dup2(os.open(os.devnull, os.O_WRONLY), STDOUT)
    return unread


def describe(error: OSError) -> str:
    """What the system refused, where, and what to do."""
    return f"{error.strerror or error}: {error.filename or 'no file named'} (free some space, or check the path and its rights)"


def shortened(error: BaseException, most: int = 200) -> str:
    """What an error of another program says, in one line of `most` characters at most; its class where it says nothing."""
    return " ".join(str(error).split())[:most] or type(error).__name__


def _interrupt(number: int, frame) -> None:
    raise KeyboardInterrupt
