"""The politics lens: who stands with whom, and where talks lead."""

from __future__ import annotations

from isthmus.lenses.politics.talks import negotiation as negotiation
