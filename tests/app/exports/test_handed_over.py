"""A saved map as one file, made in the background for who is large or patient: the same file as the page hands out."""

from __future__ import annotations

import re
import uuid

import pytest

from app.core.cluster import Database
from app.exports.jobs import Maker
from app.maps.saved import handover, pages
from tests.app.conftest import sent
from tests.app.exports.test_exports import SentBy, maker, told

__all__ = ["maker"]
ROADS = 1
"""Features of the toy province beside its three districts."""
FORM = {"title_th": "ถนนกับเขต", "title_en": "Roads and districts", "layer": "districts",
        "query": "layers=roads~50,districts", "view": "8/15.5/101.5"}  # fmt: skip


def test_a_large_map_is_asked_for_and_is_the_file_that_a_small_one_is(
    furnished: Database, maker: Maker, sent_by: SentBy, monkeypatch: pytest.MonkeyPatch
) -> None:
    planner = sent_by("O-2")
    there = sent(planner, "/maps/saved/new", **FORM)[1].removesuffix("/about")
    key = there.rpartition("/")[2]
    direct = planner.get(f"{there}.html")
    assert direct.headers["content-security-policy"] == "sandbox allow-scripts"
    with monkeypatch.context() as smaller:
        smaller.setattr(pages, "MOST_AT_ONCE", 1)
        assert planner.get(f"{there}.html").status_code == 409
        page = planner.get(f"{there}/about").text
    assert f'name="saved" value="{key}"' in page
    status, way = sent(planner, "/exports", layer="districts", format="webmap", saved=key, lang="th")
    assert (status, maker.make_all()) == (303, 1)
    taken = planner.get(f"{way}/file")
    assert taken.content == direct.content
    assert re.search("attachment", taken.headers["content-disposition"])
    assert told(furnished, uuid.UUID(way.rpartition("/")[2])).rows_done == 3 + ROADS


def test_a_file_made_in_the_background_has_the_digits_of_the_page_that_asked_for_it(
    maker: Maker, sent_by: SentBy, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    planner = sent_by("O-2")
    there = sent(planner, "/maps/saved/new", **FORM)[1].removesuffix("/about")
    with monkeypatch.context() as smaller:
        smaller.setattr(pages, "MOST_AT_ONCE", 1)
        page = planner.get(f"{there}/about?lang=th-u-nu-thai").text
    assert 'name="lang" value="th-u-nu-thai"' in page
    way = sent(planner, "/exports", layer="districts", format="webmap", saved=there.rpartition("/")[2], lang="th-u-nu-thai")[1]
    maker.make_all()
    assert '"thai_digits":true' in planner.get(f"{way}/file").text


def test_what_is_no_map_of_the_layer_or_is_withdrawn_is_refused(
    maker: Maker, sent_by: SentBy, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    planner = sent_by("O-2")
    there = sent(planner, "/maps/saved/new", **FORM)[1].removesuffix("/about")
    key = there.rpartition("/")[2]
    for asked, status in (
        ({"layer": "roads", "saved": key}, 400), ({"layer": "districts", "saved": "2zzzzzzz"}, 404),
        ({"layer": "districts"}, 404), ({"layer": "districts", "saved": key, "filter": "TRUE"}, 400),
    ):  # fmt: skip
        assert sent(planner, "/exports", format="webmap", **asked)[0] == status, asked
    way = sent(planner, "/exports", layer="districts", format="webmap", saved=key)[1]
    sent(planner, f"{there}/withdrawal")
    maker.make_all()
    assert "ถอนแผนที่นี้แล้ว" in planner.get(way).text
    sent(planner, f"{there}/restoration")
    monkeypatch.setattr(handover, "MOST", 1)
    way = sent(planner, "/exports", layer="districts", format="webmap", saved=key)[1]
    maker.make_all()
    assert "แฟ้มเดียวจะเปิดไม่ไหว" in planner.get(way).text
