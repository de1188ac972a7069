"""Run the command line as ``python -m isthmus``."""

from isthmus.cli import main

main()
