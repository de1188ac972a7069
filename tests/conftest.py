"""What holds for every test: hypothesis tries the same examples in every run.

A run that is green stays green, and one that is red is red for everybody. To look further, run with
`--hypothesis-profile search`, which draws new examples each time.
"""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None)
settings.load_profile("same")
