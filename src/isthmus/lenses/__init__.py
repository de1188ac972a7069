"""The lenses: each takes a case and returns a result."""
