"""Names for people as ids."""

from __future__ import annotations

import re
import unicodedata


def id_of(name: str, otherwise: str = "copy") -> str:
    """Return a name as an id: small letters, digits, - and _; `otherwise` if none are left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_]+", "-", plain).strip("-_") or otherwise
