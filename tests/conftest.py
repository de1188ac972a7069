"""What holds for every test: the same examples in every run, and built-in cases opened once.

Hypothesis tries the same examples each time: a run that is green stays green, and one that is red
is red for everybody. To look further, run with `--hypothesis-profile search`.

A case cannot be changed, so that all tests of a process share those that are built in; what opens a
case is tested on folders and workbooks.
"""

from __future__ import annotations

import functools
from pathlib import Path

from hypothesis import settings

from isthmus.case.model import Case
from isthmus.io import opening

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None)
settings.load_profile("same")

opened = opening.open_case
built_in = functools.cache(opened)


def open_once(where: str | Path = "caucasus") -> Case:
    """Open a case; one that is built in only the first time."""
    return opened(where) if Path(where).exists() else built_in(str(where))


opening.open_case = open_once
