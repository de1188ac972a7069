"""What is on a map, and what it looks like as a document."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import isthmus
from isthmus.drawing.content import content
from isthmus.drawing.map import DISCLAIMER, draw_map
from isthmus.drawing.plan import plan
from isthmus.drawing.theme import DARK, LIGHT
from tests.case.folders import opened
from tests.cli.terminal import shell
from tests.drawing.pictures import (
    SVG,
    compared,
    corridors,
    counts,
    elements,
    parsed,
    solved,
    texts,
    words,
)

NODES = """\
id,name,actor,lat,lon
field,The field,north,41,50
city,The city,south,40,42
"""
LINKS = "id,from,to,commodity,capacity,cost,tariff,status,bidirectional\n"


def test_the_structure_of_a_map() -> None:
    picture = solved("three-pipes").map()
    assert counts(picture) == {
        "link flow": 7,
        "arrow flow": 7,
        "mark full": 3,
        "node": 6,
    }
    assert texts(picture, "label place") == [
        "Border of Centre", "Border of East", "Border of West", "LNG terminal", "The city",
        "The field",
    ]  # fmt: skip
    assert texts(picture, "label value") == ["3", "3", "3", "3", "4", "4"]
    assert words(picture)[:2] == [
        "Three pipes to one market: transit, contracts, winter and a cargo of LNG · base",
        "Flows of natural gas (bcm), year 2023",
    ]
    assert words(picture)[-7:] == [
        "Width in proportion, bcm:", "4", "1", "0.3 and less", "full", "place", DISCLAIMER,
    ]  # fmt: skip


def test_the_structure_of_a_map_of_differences() -> None:
    picture = compared("three-pipes", "west-closed").map()
    assert counts(picture) == {
        "link more": 1,
        "link less": 2,
        "link same": 4,
        "arrow more": 1,
        "arrow less": 2,
        "node": 6,
    }
    assert texts(picture, "label value") == ["+3", "−3", "−3"]
    assert words(picture)[1] == "Differences of flows of natural gas (bcm), year 2023"
    assert {"carries more", "carries less"} <= set(words(picture))
    fills = {one.get("fill") for one in elements(picture, "arrow less")}
    assert fills == {LIGHT["page"]}  # hollow: told apart without colours


def test_every_link_of_the_case_is_drawn_as_what_it_is() -> None:
    result = solved("caucasus")
    links = result.case.filled["links"]
    goods = list(result.units["quantity"])
    rows = zip(*(links[column] for column in ("id", "status", "commodity")), strict=True)
    status = {link: state for link, state, good in rows if good in goods}
    found: dict[str, int] = {}
    for link in status:
        flows = result.flows.filter(result.flows["link"] == link)
        shut = (flows["capacity"] == 0).all() and flows["capacity"].null_count() == 0
        ahead = status[link] in ("planned", "proposed", "construction")
        kind = "planned" if ahead else "closed"
        kind = kind if shut else "unused" if abs(flows["flow"].sum()) < 5e-4 else "flow"
        found[kind] = found.get(kind, 0) + 1
    drawn = counts(result.map(*goods, extent="all"))
    within = _within_places(result)
    shown = {kind: drawn.get(f"link {kind}", 0) for kind in found}
    assert sum(shown.values()) == sum(found.values()) - within
    assert within or shown == found
    assert min(shown[kind] for kind in ("flow", "planned", "closed")) > 0


def _within_places(result: isthmus.result.Result) -> int:
    nodes, links = result.case.filled["nodes"], result.case.filled["links"]
    at = dict(zip(nodes["id"], zip(nodes["lat"], nodes["lon"], strict=True), strict=True))
    return sum(at[a] == at[b] for a, b in zip(links["from"], links["to"], strict=True))


def test_dashes_tell_states_apart() -> None:
    picture = solved("caucasus").map(extent="all")
    dashes = {
        state: {one.get("stroke-dasharray") for one in elements(picture, f"link {state}")}
        for state in ("flow", "unused", "planned", "closed")
    }
    assert dashes == {"flow": {None}, "unused": {None}, "planned": {"7 4"}, "closed": {"0.1 4.2"}}


def test_widths_are_in_proportion() -> None:
    picture = solved("three-pipes").map()
    widths = {one[0].text or "": one.get("stroke-width") for one in elements(picture, "link")}
    assert [widths[f"{name} pipe, first half: {flow}"] for name, flow in (
        ("Western", "3.04 of 5 bcm, full in winter"),
        ("Central", "4 of 4 bcm, full in winter, summer"),
    )] == ["8.7", "11.5"]  # fmt: skip


def test_places_beyond_the_frame_stand_on_its_edge() -> None:
    picture = solved("caucasus").map("gas")
    assert {"West Siberia", "South Pars"} <= set(texts(picture, "label far"))
    assert any(line.startswith("Wholly beyond the frame: ") for line in words(picture))
    assert counts(solved("caucasus").map("gas", extent="all")).get("node far", 0) == 0


def test_links_between_the_same_places_do_not_hide_each_other(tmp_path: Path) -> None:
    rows = "".join(f"pipe{n},field,city,gas,1,10,20,operating,\n" for n in range(4))
    result = isthmus.markets(opened(tmp_path, nodes=NODES, links=LINKS + rows))
    paths = [one.get("d") for one in elements(result.map(), "link")]
    assert len(set(paths)) == 4


def test_a_flow_against_its_link_is_drawn_as_it_runs(tmp_path: Path) -> None:
    forwards = isthmus.markets(
        opened(tmp_path / "a", nodes=NODES, links=f"{LINKS}pipe,field,city,gas,3,10,20,,true\n")
    )
    backwards = isthmus.markets(
        opened(tmp_path / "b", nodes=NODES, links=f"{LINKS}pipe,city,field,gas,3,10,20,,true\n")
    )
    assert forwards.flows["flow"].sum() == -backwards.flows["flow"].sum() > 0
    assert forwards.map() == backwards.map()


def test_a_link_within_one_place_is_named(tmp_path: Path) -> None:
    nodes = f"{NODES}plant,The plant,south,40,42\n"
    links = f"{LINKS}pipe,field,plant,gas,3,10,20,,\ninto,plant,city,gas,3,10,20,,\n"
    picture = isthmus.markets(opened(tmp_path, nodes=nodes, links=links)).map()
    assert counts(picture)["link flow"] == 1
    assert "Within one place, not drawn: 1 link, the largest into (2 bcm)." in words(picture)


def test_places_without_coordinates(tmp_path: Path) -> None:
    with pytest.raises(isthmus.IsthmusError) as caught:
        isthmus.markets(opened(tmp_path / "none")).map()
    assert str(caught.value) == (
        "case tiny cannot be drawn: none of its 2 places has coordinates. "
        "Fill the columns lat and lon of nodes"
    )
    nodes = f"{NODES}town,The town,south,,\n"
    links = f"{LINKS}pipe,field,city,gas,3,10,20,,\nmore,city,town,gas,3,10,20,,\n"
    picture = isthmus.markets(opened(tmp_path / "one", nodes=nodes, links=links)).map()
    assert "Without coordinates, not drawn: town." in words(picture)
    assert counts(picture)["link flow"] == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"theme": "blue"}, "theme: 'blue' is none of light, dark, auto"),
        ({"width": 100}, "width: 100 is not between 320 and 4000 pixels"),
        ({"period": "spring"}, "period 'spring' is none of winter, summer"),
        ({"extent": "0,0,1,1"}, "extent: no link of the case lies in 0,0,1,1"),
    ],
)
def test_what_cannot_be_drawn_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(isthmus.IsthmusError) as caught:
        solved("three-pipes").map(**options)
    assert str(caught.value) == message


def test_an_unknown_commodity_is_refused() -> None:
    with pytest.raises(isthmus.IsthmusError, match="'gass' is no commodity of this result"):
        solved("three-pipes").map("gass")


def test_a_picture_shows_one_comparison() -> None:
    names = ("cold-winter", "no-lng")
    several = isthmus.compare(*(solved("three-pipes", name) for name in ("base", *names)))
    with pytest.raises(isthmus.IsthmusError) as caught:
        several.map()
    assert str(caught.value) == (
        "a picture shows one comparison, and this one holds 2: cold-winter, no-lng. Compare two, "
        "or name the scenario"
    )
    assert several.map(scenario="no-lng") == compared("three-pipes", "no-lng").map()
    with pytest.raises(isthmus.IsthmusError, match="'base' is not compared; these are: cold-wi"):
        several.map(scenario="base")


def test_a_period_alone() -> None:
    picture = solved("three-pipes").map(period="winter")
    assert words(picture)[1] == "Flows of natural gas (bcm), winter 2023"
    assert texts(picture, "label value") != texts(solved("three-pipes").map(), "label value")


def test_what_differs_little_is_drawn_thin() -> None:
    """Differences are at most ten times as wide as flows of the same size."""
    result = solved("three-pipes")
    other = isthmus.markets(result.case.with_changes({"links.centre-1.capacity": 3.95}))
    change = isthmus.compare(result, other)
    assert change.flows["difference"].min() == pytest.approx(-0.05)
    widths = [float(one.get("stroke-width", 0)) for one in elements(change.map(), "link less")]
    assert widths == [1.4, 1.4]  # 10 x 11.5 pixels x 0.05 of 4 bcm


@pytest.mark.parametrize("scenario", ["base", "russian-gas-swap", "turkstream-out", "tanap-out"])
@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_the_document_stands_alone(scenario: str, theme: str) -> None:
    picture = solved("caucasus", scenario).map(theme=theme)
    root = parsed(picture)
    kinds = {one.tag.rpartition("}")[2] for one in root.iter()}
    assert kinds <= {"svg", "title", "style", "g", "rect", "path", "circle", "text"}
    assert "http" not in picture.replace("http://www.w3.org/2000/svg", "")
    assert "nan" not in picture.lower()
    assert len(picture.encode()) < 200_000
    assert not re.search(r"\d\.\d\d", re.sub(r"stroke-opacity=\S+|<title>.*?</title>", "", picture))
    assert root.find("{http://www.w3.org/2000/svg}title") is not None


def test_themes() -> None:
    light, dark, auto = (solved("three-pipes").map(theme=t) for t in ("light", "dark", "auto"))
    assert LIGHT["land"] in light
    assert DARK["land"] not in light
    assert DARK["land"] in dark
    assert LIGHT["land"] not in dark
    assert "<style>" not in light + dark
    assert "@media screen and (prefers-color-scheme:dark)" in auto
    roles = set(re.findall(r"i-(?:fill|line)-(\w+)", auto.partition("</style>")[2]))
    assert roles <= DARK.keys() == LIGHT.keys()
    assert parsed(light).get("width") == parsed(auto).get("width") == "1000"


def test_the_bytes_are_the_same_in_any_process(tmp_path: Path) -> None:
    expected = solved("three-pipes").map() + "\n"
    for seed in ("1", "2"):
        path = tmp_path / f"{seed}.svg"
        done = shell("map", str(path), "-c", "three-pipes", env={"PYTHONHASHSEED": seed})
        assert done.returncode == 0, done.stderr
        assert path.read_bytes() == expected.encode()


def test_the_method_is_the_function() -> None:
    result = solved("two-countries")
    assert result.map("gas", width=600) == draw_map(result, "gas", width=600)


def test_without_a_name_the_commodity_that_moves_most_value_is_drawn() -> None:
    result = solved("caucasus")
    flows = result.flows.join(
        result.prices.rename({"node": "from"}), on=["from", "commodity", "period"]
    )
    worth = {
        good: (part["flow"].abs() * part["price"].abs()).sum()
        for (good,), part in flows.group_by("commodity")
    }
    assert max(worth, key=lambda good: worth[good]) == "crude"
    picture = result.map()
    assert words(picture)[1] == "Flows of crude oil and condensate (Mt), year 2023"
    assert words(picture)[-4] == (
        "Shown is the commodity that moves most value; name others to draw them: gas, power, "
        "products."
    )
    assert len(set(_strokes(picture))) == 1
    assert not any(word.startswith("Shown is") for word in words(result.map("crude")))


def test_of_a_comparison_the_commodity_that_changes_most_is_drawn() -> None:
    picture = compared("caucasus", "swap-and-spot").map()
    assert words(picture)[1] == "Differences of flows of natural gas (bcm), year 2023"
    assert any("changes most, by value" in word for word in words(picture))


def test_a_commodity_keeps_its_colour_on_all_maps() -> None:
    result = solved("caucasus")
    assert set(_strokes(result.map("gas"))) < set(_strokes(result.map("gas", "crude")))


def test_cargo_is_coloured_by_how_it_goes() -> None:
    result = corridors("caucasus")
    picture = result.map()
    assert words(picture)[1] == "Flows of cargo (Mt), year 2023"
    assert {"rail", "sea", "road", "river"} <= set(words(picture))
    assert "link unused" not in counts(picture)
    left = re.search(
        r"Left out for clarity: (\d+) links that are open and carry nothing\.", picture
    )
    assert left
    assert 0 < int(left[1]) < len(result.case.tables["links"]) - counts(picture)["link flow"]
    mode = dict(zip(*(result.case.filled["links"][c] for c in ("name", "mode")), strict=True))
    seen: dict[str, set[str]] = {}
    for one in elements(picture, "link flow"):
        name = (one.findtext(f"{SVG}title") or "").rpartition(": ")[0]
        seen.setdefault(str(one.get("stroke")), set()).add(mode[name])
    assert sorted(map(sorted, seen.values())) == [
        ["blacksea_ship", "caspian_ferry", "caspian_ship", "ship", "ship_bulk"],
        ["rail1435", "rail1520"],
        ["river_sea"],
        ["road"],
    ]


def _strokes(picture: str) -> list[str]:
    return [str(one.get("stroke")) for one in elements(picture, "link flow")]


def test_a_link_is_drawn_by_the_node_it_passes() -> None:
    case = isthmus.open_case("three-pipes")
    link = case.filled["links"]["id"][0]
    tail, head = (case.filled["links"][end][0] for end in ("from", "to"))
    by = next(node for node in case.filled["nodes"]["id"] if node not in (tail, head))
    result = isthmus.markets(case.with_changes({f"links.{link}.via": by}))
    drawn = plan(content(result, [], None, None), 900, "all")
    curve = next(
        curve for line, curve in zip(drawn.lines, drawn.curves, strict=True) if line.link == link
    )
    assert curve.at(0.5)[0] == pytest.approx(drawn.points[by], abs=1e-9)


def test_a_case_without_links_says_so(tmp_path: Path) -> None:
    demand = "id,node,commodity,quantity,price_cap,curve\nhomes,field,gas,2,900,fixed\n"
    result = isthmus.markets(opened(tmp_path, nodes=NODES, links=LINKS, demand=demand))
    with pytest.raises(isthmus.IsthmusError, match="no link carries what is asked for"):
        result.map()
