"""Games from files: what is read, and what is wrong with what is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from isthmus.errors import IsthmusError
from isthmus.lenses.leverage import game
from isthmus.lenses.leverage.reading import game_of
from isthmus.lenses.leverage.voting import VotingGame


def test_a_table_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "Estate 300.json"
    values = [0, 0, 0, 0, 0, 100, 200, 300]
    file.write_text(json.dumps({"players": ["a", "b", "c"], "values": values}))
    found = game(file)
    assert found.case.id == "estate-300"
    assert (found.value, found.value_empty, found.method) == (300, 0, "exact")
    assert found.shares["player"].to_list() == ["c", "b", "a"]
    assert found.shares["nucleolus"].to_list() == pytest.approx([150, 100, 50])
    assert json.loads(found.to_json())["tables"]["shares"][0]["shapley"] == pytest.approx(150)


def test_voting_with_fractions() -> None:
    found = game_of({"quota": 0.5, "weights": [0.25, 0.25, 0.1]})
    assert isinstance(found, VotingGame)
    assert (found.quota, found.weights) == (10, (5, 5, 2))
    assert found.players == ("P1", "P2", "P3")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[", "no JSON"),
        ("[]", "a game is"),
        ("{}", "a game is"),
        ('{"vlues": [0, 1]}', "Did you mean values?"),
        ('{"values": [0, 1], "quota": 2}', "not both"),
        ('{"players": ["a", "b"], "values": [0, 1, 2]}', "3 of them for 2 players; there are 2^2"),
        ('{"values": [0]}', "1 of them for 0 players"),
        ('{"values": [0, "x"]}', 'values[1]: "x" is no number'),
        ('{"values": [0, NaN]}', "values[1]: nan is no finite number"),
        ('{"values": [0, true]}', "values[1]: true is no number"),
        ('{"players": ["a", "a"], "values": [0, 1, 1, 2]}', "'a' stands there twice"),
        ('{"players": "ab", "values": [0, 1, 1, 2]}', "a list of names"),
        ('{"quota": 2, "weights": [1, -1]}', "P2 has -1"),
        ('{"quota": 0, "weights": [1, 1]}', "it must be above 0"),
        ('{"quota": 2, "weights": []}', "0 of them"),
        ('{"quota": 2, "weights": [1, 1], "players": ["a"]}', "2 of them for 1 players"),
    ],
)
def test_what_is_no_game(tmp_path: Path, content: str, words: str) -> None:
    file = tmp_path / "game.json"
    file.write_text(content)
    with pytest.raises(IsthmusError) as error:
        game(file)
    assert str(error.value).startswith(str(file))
    assert words in str(error.value)


def test_too_many_voters_or_too_large_weights() -> None:
    with pytest.raises(IsthmusError, match="at most 60"):
        game_of({"quota": 2, "weights": [1] * 61})
    huge = game_of({"quota": 10**9, "weights": [10**8] * 21})
    assert isinstance(huge, VotingGame)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nothing"):
        game(tmp_path / "nothing.json")
