"""The politics lens: who stands with whom, in words."""
