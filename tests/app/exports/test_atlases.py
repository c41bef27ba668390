"""An atlas: the briefs of the areas that a question finds, as one book, made in the background as every export."""

from __future__ import annotations

from collections.abc import Callable

import pypdfium2
import pytest
from fastapi.testclient import TestClient

from app.briefs.atlas import MOST_AREAS
from app.core.cluster import Database
from app.exports.jobs import Ended, Maker
from app.exports.rules import State
from tests.app.conftest import sent
from tests.app.exports.test_exports import committed, maker, told

__all__ = ["maker"]
SentBy = Callable[..., TestClient]


def pages_of(client: TestClient, export_id: object) -> list[str]:
    answer = client.get(f"/exports/{export_id}/file")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    pages = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(answer.content))
    return ["".join(page.split()) for page in pages]


def test_an_atlas_has_a_cover_with_contents_and_a_page_for_each_area(
    furnished: Database, maker: Maker, sent_by: SentBy
) -> None:  # fmt: skip
    export_id = committed(furnished, kind="atlas", layer="districts")
    assert maker.make_all() == 1
    assert (told(furnished, export_id).state, told(furnished, export_id).rows_total) == (State.DONE, 3)
    cover, *pages = pages_of(sent_by("O-2"), export_id)
    for number, name in enumerate(("อำเภอเมืองของเล่น", "อำเภอเหนือ", "อำเภอใต้")):
        assert name in cover
        assert name in pages[number]
        assert str(number + 2) in cover
    assert len(pages) == 3


def test_the_conditions_of_items_choose_the_areas(furnished: Database, maker: Maker, sent_by: SentBy) -> None:
    export_id = committed(furnished, kind="atlas", layer="subdistricts", filter="code LIKE '9801%'", lang="en")
    maker.make_all()
    cover, *pages = pages_of(sent_by("O-2"), export_id)
    assert [name in page for name, page in zip(("NaiMueang", "BanNamSai"), pages, strict=True)] == [True, True]
    assert "codeLIKE'9801%'" in cover


def test_conditions_that_no_area_answers_are_told(furnished: Database, maker: Maker) -> None:
    export_id = committed(furnished, kind="atlas", layer="districts", filter="code = 'none'")
    maker.make_all()
    found = told(furnished, export_id)
    assert (found.state, found.reason_en) == (State.FAILED, "No area answers the conditions.")
    assert MOST_AREAS == 200


def test_a_cancelled_atlas_ends_between_two_areas(
    furnished: Database, maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    export_id, heard = committed(furnished, kind="atlas", layer="districts"), list[tuple[int, int]]()

    def cancelled_after_one(done: int, total: int) -> None:
        heard.append((done, total))
        if done == 1:
            raise Ended

    monkeypatch.setattr(maker, "_news", lambda _id: cancelled_after_one)
    maker.make_all()
    assert heard == [(0, 4), (1, 4)]
    assert not list(maker.folder.glob(f"{export_id}*"))


def test_a_layer_without_areas_is_refused_and_pages_offer_atlases_where_there_are_some(sent_by: SentBy) -> None:
    client = sent_by("O-2")
    status, answer = sent(client, "/exports", layer="roads", format="atlas")[:2]
    assert (status, "เขตอำเภอ" in str(answer)) == (400, True)
    assert 'value="atlas"' in client.get("/ogc/collections/districts/items?f=html").text
    assert 'value="atlas"' not in client.get("/ogc/collections/roads/items?f=html").text
    assert 'name="format" value="atlas"' in client.get("/briefs/98").text
