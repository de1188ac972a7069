"""Sphinx settings."""

project = "isthmus"
author = "The isthmus authors"
project_copyright = "2026, The isthmus authors"
extensions = ["myst_parser"]
html_theme = "furo"
myst_enable_extensions = ["dollarmath", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
