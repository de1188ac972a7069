"""`isthmus alignment`: words beside pipes, on a screen and as JSON."""

from __future__ import annotations

import json

import pytest

import isthmus
from tests.cli.terminal import call
from tests.validating import findings


def test_the_reference_case_as_json(capfd: pytest.CaptureFixture[str]) -> None:
    answer = call(capfd, "alignment", "--json")
    assert (answer.code, answer.err) == (0, "")
    document = json.loads(answer.out)
    assert findings("outputs/alignment", document) == []
    assert (document["frustration"], document["optimal"], document["ties"]) == (8, True, 34)
    lost = {(row["actor"], row["on"], row["good"]): row["dependence"]
            for row in document["tables"]["dependence"]}  # fmt: skip
    assert lost["arm", "rus", "gas-received"] == pytest.approx(0.86, abs=0.01)
    both = (lost["arm", on, "gas-received"] for on in ("geo", "rus"))
    assert len({round(share, 9) for share in both}) == 1
    assert lost["tur", "rus", "gas-received"] == 0  # LNG terminals could stand in, at a price
    balance = {(row["actor"], row["by"]): row["value"] for row in document["tables"]["balance"]}
    assert balance["aze", "words"] == pytest.approx(0.98, abs=0.01)
    assert balance["aze", "gas-sold"] == 0


def test_the_screen(capfd: pytest.CaptureFixture[str]) -> None:
    answer = call(capfd, "alignment", "--poles", "Russia,Iran", "--of", "armenia", "--camps", "3")
    assert answer.code == 0
    assert "No two camps put all 34 ties right: 8 at least are frustrated." in answer.out
    assert "Balance between Russia and Iran" in answer.out
    assert "Who moved towards whom, 2018 to 2024" in answer.out
    table = answer.out.split("Who hangs on whom")[1].split("Who moved")[0]
    assert "Armenia  Georgia" in table
    assert "Azerbaijan  " not in table.replace("Armenia  Azerbaijan", "")


def test_what_is_wrong_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    answer = call(capfd, "alignment", "--poles", "rsu,tur")
    assert answer.code == 2
    assert "'rsu' is no actor of case caucasus. Did you mean rus?" in answer.err
    answer = call(capfd, "alignment", "--case", "two-countries")
    assert answer.code == 2
    assert "has no relations" in answer.err


def test_a_result_writes_itself(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("out")
    case = isthmus.open_case("caucasus")
    result = isthmus.alignment(case)
    assert "Words" in result._repr_html_() or "words" in result._repr_html_()
    result.write(folder / "alignment.xlsx")
    result.write(folder / "tables")
    assert (folder / "tables" / "balance.csv").read_text().startswith("actor,poles,by,weights")
