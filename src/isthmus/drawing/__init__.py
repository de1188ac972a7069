"""Results as pictures: SVG text, and nothing else."""
