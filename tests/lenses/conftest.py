"""Makes the package `oracles` beside this one importable by its short name, which it uses."""

import sys
from pathlib import Path

TESTS = str(Path(__file__).parents[1])
if TESTS not in sys.path:
    sys.path.append(TESTS)
