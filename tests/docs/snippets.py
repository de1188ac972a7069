"""Run every command and snippet of README and docs, and compare or write what they print.

A block fenced as ``console`` holds lines ``$ command`` and, below each, what it prints. A block
fenced as ``python`` is run; if a block fenced as ``text`` follows, that is what it prints. The
blocks of a file share one folder and one interpreter, in which commands of isthmus run, too; the
example texts lie in that folder.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

from isthmus.cli import main as main_of_isthmus
from tests.docs import generated
from tests.docs.generated import ROOT

FENCE = re.compile(r"^```(console|python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROMPT = "$ "
TEXTS = ROOT / "examples/texts"


def documents() -> list[Path]:
    """Return README and the pages of the docs."""
    pages = [p for p in (ROOT / "docs").rglob("*.md") if "_build" not in p.parts]
    return [ROOT / "README.md", *sorted(pages)]


def refreshed(page: Path) -> str:
    """Return the text of a page with everything it shows printed anew."""
    text = page.read_text(encoding="utf-8")
    names: dict[str, Any] = {"__name__": "__snippet__"}
    printed: list[str] = []

    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for example in TEXTS.iterdir():
            shutil.copy(example, folder)

        def block(match: re.Match[str]) -> str:
            language, body = match.groups()
            if language == "console":
                return f"```console\n{_console(body)}```"
            if language == "python":
                printed[:] = [_python(body, names)]
                return match.group(0)
            return f"```text\n{printed.pop()}```" if printed else match.group(0)

        return FENCE.sub(block, text)


def _console(body: str) -> str:
    commands = [line for line in body.splitlines() if line.startswith(PROMPT)]
    return "".join(f"{line}\n{_run(line.removeprefix(PROMPT))}" for line in commands)


def _run(command: str) -> str:
    """Return what a command line prints, to where it may be: ``isthmus ... | rest`` as well."""
    unset = ("ISTHMUS_CASE", "FORCE_COLOR", "COLUMNS")
    keep = {k: v for k, v in os.environ.items() if k not in unset}
    with mock.patch.dict(os.environ, {**keep, "NO_COLOR": "1", "TERM": "dumb"}, clear=True):
        first, _, rest = command.partition(" | ")
        if not first.startswith("isthmus "):
            printed = _shell(command)
        elif rest:
            printed = _shell(rest, _isthmus(first))
        else:
            printed = _isthmus(first)
    return "".join(f"{line.rstrip()}\n" for line in printed.splitlines())


def _isthmus(command: str) -> str:
    """Return what a command of isthmus prints, run in this process."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(out),
            contextlib.suppress(SystemExit),
        ):
            main_of_isthmus(shlex.split(command)[1:])
        out.seek(0)
        return out.read()


def _shell(command: str, given: str = "") -> str:
    done = subprocess.run(
        ["bash", "-c", command],
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


def _python(body: str, names: dict[str, Any]) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(body, "snippet", "exec"), names)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def main() -> None:
    """Compare all pages with what they print and all generated files, or write both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write what is printed")
    parser.add_argument(
        "--judge", action="store_true", help="put the article's propositions to the test, first"
    )
    options = parser.parse_args()
    write = options.write
    if options.judge:
        generated.judge()
    files = generated.generated()
    stale = [str(path.relative_to(ROOT)) for path in generated.stale(files)]
    if write:
        generated.write(files)
    for page in documents():
        new = refreshed(page)
        if new != page.read_text(encoding="utf-8"):
            stale.append(str(page.relative_to(ROOT)))
            if write:
                page.write_text(new, encoding="utf-8")
    print(f"{'written' if write else 'stale'}: {', '.join(stale) or 'none'}")
    raise SystemExit(bool(stale) and not write)


if __name__ == "__main__":
    main()
