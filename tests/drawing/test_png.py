"""Pictures as PNG, as files and on the first sheet of a workbook; and without what draws them."""

from __future__ import annotations

import importlib.util
import zipfile
from pathlib import Path

import fastexcel
import pytest

import isthmus
from isthmus.drawing import png as drawer
from isthmus.drawing.png import can_draw, encoded, png
from tests.case.folders import opened
from tests.cli.terminal import call
from tests.drawing.pictures import compared, solved

MEDIA = "xl/media/image1.png"


def size(data: bytes) -> tuple[int, int]:
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


def headline(path: Path) -> list[str]:
    sheet = fastexcel.read_excel(path).load_sheet("headline", header_row=None, dtypes="string")
    return [row[0] for row in sheet.to_polars().rows() if row[0]]


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what draws PNG."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert not can_draw()


def test_a_picture_has_twice_the_pixels_and_the_same_bytes_each_time() -> None:
    picture = solved("three-pipes").map(width=400)
    high = float(picture.partition('height="')[2].partition('"')[0])
    data = png(picture)
    across, down = size(data)
    assert across == 800
    assert abs(down - 2 * high) <= 1
    assert data == png(picture) == encoded(picture, ".png")
    assert encoded(picture, ".svg") == f"{picture}\n".encode()


def test_words_are_written() -> None:
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">{}</svg>'
    words = '<text x="2" y="15" font-family="No Such Font, sans-serif">Baku</text>'
    assert png(picture.format(words)) != png(picture.format(""))


def test_a_system_without_fonts_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawer, "FONTS", ())
    drawer._font.cache_clear()
    with pytest.raises(isthmus.IsthmusError, match="no font to write with"):
        png(solved("three-pipes").map())
    drawer._font.cache_clear()


def test_the_first_sheet_of_a_workbook_has_headline_and_map(tmp_path: Path) -> None:
    result = solved("three-pipes")
    path = result.write(tmp_path / "result.xlsx")
    with zipfile.ZipFile(path) as book:
        assert book.read(MEDIA) == png(result.map())
        assert "image1.png" in book.read("xl/drawings/_rels/drawing1.xml.rels").decode()
        assert "drawing1.xml" in book.read("xl/worksheets/_rels/sheet1.xml.rels").decode()
    lines = headline(path)
    assert lines[1].startswith("gas: 10.1 bcm supplied, 10.0 delivered")
    assert not any("pip install" in line for line in lines)


def test_a_comparison_of_several_has_a_map_for_each(tmp_path: Path) -> None:
    names = ("base", "no-lng", "west-closed")
    several = isthmus.compare(*(solved("three-pipes", name) for name in names))
    with zipfile.ZipFile(several.write(tmp_path / "compared.xlsx")) as book:
        assert [n for n in book.namelist() if n.startswith("xl/media")] == [
            MEDIA, "xl/media/image2.png",
        ]  # fmt: skip
    assert any(line.startswith("welfare: ") for line in headline(tmp_path / "compared.xlsx"))


def test_a_case_without_coordinates_has_no_map_and_says_so(tmp_path: Path) -> None:
    path = isthmus.markets(opened(tmp_path)).write(tmp_path / "result.xlsx")
    assert any(line.startswith("No map: case tiny cannot be drawn") for line in headline(path))


def test_a_study_has_no_map_and_says_nothing_of_it(tmp_path: Path) -> None:
    study = isthmus.hangs_on(isthmus.open_case("two-countries"))
    assert study.pictures() == []
    assert not any("map" in line.lower() for line in headline(study.write(tmp_path / "s.xlsx")))


@pytest.mark.usefixtures("without")
def test_without_it_the_first_sheet_says_how_to_get_the_map(tmp_path: Path) -> None:
    paths = [solved("three-pipes").write(tmp_path / name) for name in ("one.xlsx", "two.xlsx")]
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert (
        "The map stands here after pip install 'isthmus[png]'; without it, write FILE.svg instead."
        in headline(paths[0])
    )
    with zipfile.ZipFile(paths[0]) as book:
        assert MEDIA not in book.namelist()


def test_the_command_writes_png(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "map.png"
    call(capfd, "map", str(path), "-c", "three-pipes", "-s", "west-closed", "--against", "base")
    assert path.read_bytes() == png(compared("three-pipes", "west-closed").map())
    answer = call(capfd, "markets", "-c", "three-pipes", "--out", str(path), "--quiet")
    assert answer.code == 0
    assert path.read_bytes() == png(solved("three-pipes").map())


@pytest.mark.usefixtures("without")
def test_the_command_without_it(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    answer = call(capfd, "map", str(tmp_path / "map.png"), "-c", "three-pipes")
    assert answer.code == 2
    assert answer.err.endswith(
        "a picture as .png takes more than isthmus alone: pip install 'isthmus[png]'\n"
    )
