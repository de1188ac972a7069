"""isthmus against two independent formulations of the markets LP."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import isthmus
from tests.oracles import linopy_markets, pypsa_markets
from tests.oracles.generate import FEATURES, Case, case_tables, random_case, write_case
from tests.oracles.rules import Oracle

PROTOTYPE = Path(__file__).parents[1] / "data" / "gas-base-prototype"
TOLERANCE = 1e-9
NETWORKS = 30
WITHOUT_CONTRACTS = [name for name in FEATURES if name != "contracts"]

# What the prototype must answer for 2023, in bcm, as printed.
PRINTED = {
    "Azerbaijan to the EU": ("g_tap g_tap_gr g_igb", "11.60"),
    "Azerbaijan to Turkey": ("g_bte_tr g_tanap_off", "9.67"),
    "Azerbaijan to Georgia": ("g_gard_tb", "2.50"),
    "Russia to Turkey": ("g_blue g_ts1", "21.75"),
    "Durusu": ("g_blue", "16.0"),
    "Kiyikoy": ("g_ts1", "5.75"),
    "Iran to Turkey": ("g_irtr", "5.63"),
    "SCP and Georgian offtake": ("g_scp g_scp_geo", "22.25"),
    "TANAP": ("g_tanap1", "17.6"),
    "Melendugno": ("g_tap", "9.6"),
    "TurkStream 2": ("g_ts2", "13.9"),
    "Ukraine": ("g_ukr", "15.0"),
    "Russia to Armenia": ("g_arm", "2.15"),
    "Iran to Armenia": ("g_irarm", "0.50"),
    "Russia to Georgia": ("g_geo_tb", "0.60"),
    "Turkmen swap": ("g_ir_aze", "1.5"),
    "Turkey to Bulgaria": ("g_tr_bg", "1.5"),
    "Russia to Azerbaijan": ("g_mozdok2", "0.0"),
}


@pytest.fixture(scope="module")
def prototype() -> Oracle:
    return linopy_markets.solve(PROTOTYPE)


@pytest.mark.parametrize("name", PRINTED)
def test_linopy_reproduces_the_printed_flow(prototype: Oracle, name: str) -> None:
    links, printed = PRINTED[name]
    assert as_printed(prototype.flow(*links.split()), printed) == printed


def test_linopy_reproduces_turkish_lng(prototype: Oracle) -> None:
    lng = sum(x for (row, _), x in prototype.supply.items() if row.startswith("tur-lng"))
    assert as_printed(lng, "13.85") == "13.85"


def test_linopy_reproduces_the_shortage(prototype: Oracle) -> None:
    assert as_printed(sum(prototype.unserved.values()), "10.6") == "10.6"


def test_isthmus_agrees_on_the_prototype(prototype: Oracle, tmp_path: Path) -> None:
    folder = with_fixed_grid(PROTOTYPE, tmp_path / "prototype")
    assert_agrees(folder, prototype)


@pytest.mark.parametrize("seed", range(NETWORKS))
def test_isthmus_agrees_with_pypsa(seed: int, tmp_path: Path) -> None:
    folder = random_case(seed, tmp_path, nodes=4 + seed % 13, features=WITHOUT_CONTRACTS)
    assert_agrees(folder, pypsa_markets.solve(folder))


@settings(
    max_examples=200,
    suppress_health_check=list(HealthCheck),
)
@given(case_tables())
def test_isthmus_agrees_with_linopy(tables: Case) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = write_case(tables, Path(name))
        assert_agrees(folder, linopy_markets.solve(folder))


def assert_agrees(folder: Path, oracle: Oracle) -> None:
    found = isthmus.markets(isthmus.open_case(folder)).objective
    assert abs(found - oracle.objective) <= TOLERANCE * max(1.0, abs(oracle.objective))


def as_printed(value: float, printed: str) -> str:
    """A value with as many decimals as a printed one."""
    return f"{value:.{len(printed.partition('.')[2])}f}"


def with_fixed_grid(source: Path, target: Path) -> Path:
    """A copy of a case that keeps the equal demand steps."""
    target.mkdir()
    for path in source.iterdir():
        text = path.read_text(encoding="utf-8")
        if path.name == "case.toml":
            text = f"demand_refine = false\n{text}"
        (target / path.name).write_text(text, encoding="utf-8")
    return target
