"""The command `trade`, and what compares, judges and reports it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.terminal import call
from tests.validating import findings

Capture = pytest.CaptureFixture[str]
CASE = ("-c", str(Path(__file__).parents[1] / "data/three-traders"))


def test_the_screen_says_what_is_sourced_what_moves_and_for_whom(capfd: Capture) -> None:
    answer = call(capfd, "trade", *CASE, "-s", "union", "--draws", "20")
    assert answer.code == 0
    assert "0% of the pairs and 0% of the value rest on a source" in answer.out
    assert "east to west +68 (+42.62%" in answer.out
    assert "Of what they can buy: east gains 2.160%" in answer.out
    assert "nine draws of ten" in answer.out
    assert max(map(len, answer.lines)) <= 100


def test_what_rounds_to_nothing_is_not_told(capfd: Capture) -> None:
    tiny = "trade_costs.union/union.change=0.99999999"
    answer = call(capfd, "trade", *CASE, "-s", "union", "--set", tiny)
    assert "less than a thousandth of a per cent" in answer.out
    assert "nobody gains or loses a thousandth of a per cent" in answer.out
    assert "0.000%" not in answer.out


def test_large_money_is_in_trillions_and_what_would_move_trade_is_named(capfd: Capture) -> None:
    told = " ".join(call(capfd, "trade", "-c", "caucasus").out.split())
    assert "462 pairs trade 19.5" in told
    assert "trillion USD;" in told
    assert "With -s, brics-sco-preference and settlement-national would change it." in told


def test_a_closed_pair_has_no_number_for_its_cost(capfd: Capture) -> None:
    answer = call(capfd, "trade", *CASE, "-s", "blockade")
    assert answer.code == 0
    assert "99,999" not in answer.out
    assert "empty: the pair is closed" in answer.out


@pytest.mark.parametrize("mode", ["exact", "gegravity"])
def test_json_is_valid_and_alone(capfd: Capture, mode: str, tmp_path: Path) -> None:
    out = tmp_path / "trade.xlsx"
    arguments = ["trade", *CASE, "-s", "own-money", "--mode", mode, "--json", "--draws", "5"]
    answer = call(capfd, *arguments, "--theta", "6", "--deficits", "multiplicative",
                  "--out", str(out))  # fmt: skip
    document = json.loads(answer.out)
    assert findings("outputs/trade", document) == []
    assert (document["theta"], document["deficits"], document["mode"]) == (
        6,
        "multiplicative",
        mode,
    )
    assert document["residual"] <= 1e-12
    assert len(document["tables"]["trade"]) == 9
    assert out.is_file()


def test_wrong_options_and_cases_without_trade_are_told(capfd: Capture) -> None:
    for arguments, code, said in (
        (("trade", *CASE, "--theta", "0"), 2, "theta is 0"),
        (("trade", *CASE, "--mode", "fast"), 2, "mode 'fast': exact or gegravity"),
        (("trade", "-c", "two-countries"), 2, "no rows in table trade for 2023"),
        (("trade", *CASE, "--set", "trade.east/west/2023.value=-1"), 2, "value"),
    ):
        answer = call(capfd, *arguments)
        assert (answer.code, answer.out) == (code, "")
        assert said in answer.err


def test_run_compare_worth_and_hangs_on_look_through_trade_where_nothing_else_is(
    capfd: Capture,
) -> None:
    assert "First partners" in call(capfd, "run", *CASE).out
    document = json.loads(call(capfd, "run", *CASE, "--json").out)
    assert findings("outputs/run", document) == []
    compared = call(capfd, "compare", "base", "union", *CASE)
    assert "welfare: 0.0 -> 39.7" in compared.out
    assert "east/west" in compared.out
    worth = call(capfd, "worth", "union", *CASE)
    assert worth.code == 0
    assert "21.17" in worth.out
    hanging = call(capfd, "hangs-on", "trade:East/west", "-s", "union", *CASE)
    assert "trade_costs.union/union.change" in hanging.out
    wrong = call(capfd, "hangs-on", "rank:east/south", *CASE)
    assert wrong.code == 2
    assert "'south' is in no row of trade" in wrong.err


def test_compare_looks_through_the_lens_that_is_named(capfd: Capture) -> None:
    answer = call(capfd, "compare", "settlement-national", "--lens", "trade", "--json",
                  "-c", "caucasus")  # fmt: skip
    document = json.loads(answer.out)
    assert findings("outputs/compare", document) == []
    flows = {row["link"]: row["difference"] for row in document["tables"]["flows"]}
    assert flows["rus/aze"] == pytest.approx(181.6, abs=0.5)
    wrong = call(capfd, "compare", "settlement-national", "--lens", "trad", "-c", "caucasus")
    assert "'trad' is no lens. Did you mean trade?" in wrong.err


def test_a_brief_of_what_moves_trade_alone(capfd: Capture, tmp_path: Path) -> None:
    path = tmp_path / "brief.html"
    answer = call(capfd, "report", str(path), "--brief", *CASE, "-s", "union")
    assert answer.code == 0
    text = path.read_text()
    assert "Together, all actors gain 40 million USD a year" in text
    assert "What the change of welfare by union hangs on" in text
    assert "within the bands of what it hangs on most" in text
