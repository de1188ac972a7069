"""The command line: parse, call, print."""

from __future__ import annotations

import gc
import sys

OBJECTS = 200_000  # made before Python looks for garbage: a command leaves little, and ends soon


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code.

    0 done; 1 no solution (explained); 2 bad input or usage (every error listed).
    """
    from isthmus.cli.app import app
    from isthmus.errors import CaseError, IsthmusError, NoSolution

    gc.set_threshold(OBJECTS)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        app(arguments)
    except NoSolution as error:
        _leave(1, str(error))
    except CaseError as error:
        count = len(error.problems)
        _leave(2, f"{error}\n{count} problem{'s' if count > 1 else ''}")
    except IsthmusError as error:
        _leave(2, str(error))
    except OSError as error:
        _leave(2, f"{error.filename or ''}: {error.strerror or error}".removeprefix(": "))


def _leave(code: int, message: str) -> None:
    print(message, file=sys.stderr)
    raise SystemExit(code)
