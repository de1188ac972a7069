"""The command `leverage`: shares of a case, and games from files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.terminal import call
from tests.lenses.leverage.games import KNOWN
from tests.validating import findings

Capture = pytest.CaptureFixture[str]
PLAYERS = ("--players", "Azerbaijan,rus,Turkiye", "--players", "geo", "--draws", "4")


def test_shares_in_words(capfd: Capture) -> None:
    answer = call(capfd, "leverage", "gas", *PLAYERS, "-c", "caucasus", "--coalition", "geo,aze")
    assert answer.code == 0
    told = " ".join(answer.out.split())
    assert "by what each adds (Shapley), and in brackets how much of the share its player" in told
    found = re.search(r"alone: Russia ([\d.]+)% \((\d+)%\)", told)
    assert found
    row = next(line.split() for line in answer.lines if line.startswith("Russia "))
    assert abs(float(row[1]) - float(found[1])) < 0.06
    value, on_its_own = (float(row[at].replace(",", "")) for at in (3, 6))
    assert abs(100 * on_its_own / value - float(found[2])) <= 0.5
    assert "price caps and elasticities" in answer.out
    assert "within their bands (4 draws), nine times in ten: Russia" in answer.out
    assert "What Georgia and Azerbaijan can do" in answer.out
    assert max(map(len, answer.lines)) <= 100


def test_json_is_valid_and_alone(capfd: Capture, tmp_path: Path) -> None:
    out = tmp_path / "shares.xlsx"
    arguments = ["leverage", "gas", *PLAYERS, "-c", "caucasus", "--no-caps", "--json"]
    answer = call(capfd, *arguments, "--out", str(out))
    document = json.loads(answer.out)
    assert findings("outputs/leverage", document) == []
    assert document["players"] == ["aze", "rus", "tur", "geo"]
    assert document["tables"]["caps"] == []
    assert out.is_file()


def test_a_game_from_a_file(capfd: Capture, tmp_path: Path) -> None:
    file = tmp_path / "talmud.json"
    games = {row["id"]: row["game"] for row in json.loads(KNOWN.read_text())}
    file.write_text(json.dumps(games["talmud-300"]))
    answer = call(capfd, "leverage", "--game", str(file))
    assert (answer.code, answer.err) == (0, "")
    assert "P3 50.0%, P2 33.3%, P1 16.7%" in answer.out
    document = json.loads(call(capfd, "leverage", "--game", str(file), "--json").out)
    assert findings("outputs/leverage", document) == []
    assert call(capfd, "leverage", "gas", "--game", str(file)).code == 2


def test_an_empty_core_says_who_would_leave(capfd: Capture, tmp_path: Path) -> None:
    file = tmp_path / "majority.json"
    file.write_text(json.dumps({"players": ["a", "b", "c"], "quota": 2, "weights": [1, 1, 1]}))
    answer = call(capfd, "leverage", "--game", str(file))
    assert "The core is empty" in answer.out
    assert "would gain 0.3333 units of the game by leaving" in answer.out


def test_a_certificate_is_written(capfd: Capture, tmp_path: Path) -> None:
    path = tmp_path / "certificate.json"
    answer = call(
        capfd,
        "leverage",
        "gas",
        *PLAYERS,
        "-c",
        "caucasus",
        "--no-caps",
        "--certificate",
        str(path),
    )
    assert answer.code == 0
    assert json.loads(path.read_text())["players"] == ["aze", "rus", "tur", "geo"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--players", "russa"], "Did you mean"),
        (["--access", "closed"], "control or open"),
        (["--game", "nowhere.json"], "nowhere.json"),
    ],
)
def test_what_is_asked_wrongly(capfd: Capture, arguments: list[str], words: str) -> None:
    answer = call(capfd, "leverage", "-c", "caucasus", *arguments)
    if "--game" in arguments:
        answer = call(capfd, "leverage", *arguments)
    assert answer.code == 2
    assert words in answer.err
