"""An atlas: the briefs of the areas that a question finds, as one book, made in the background as every export."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pypdfium2
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.briefs.atlas import MOST_AREAS
from app.core.audit import AuditEvent
from app.core.cluster import Database
from app.core.database import transaction
from app.core.settings import Settings
from app.exports.jobs import Ended, Maker
from app.exports.models import Export
from app.exports.renewal import Renewer
from app.exports.rules import State
from tests.app.conftest import sent
from tests.app.exports.test_exports import CATALOG, changed, committed, maker, told

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
    assert "AllsubdistrictsofMueangKhongLenDistrict" in cover
    assert "LIKE" not in cover


def test_an_atlas_says_whose_it_is_of_what_areas_and_warns_on_every_page(
    furnished: Database, maker: Maker, sent_by: SentBy
) -> None:
    """P-1 lies in 9801, the first of three."""
    export_id = committed(furnished, kind="atlas", layer="districts", filter="code LIKE '98%'", lang="th")
    changed(furnished, "UPDATE projects.project SET class = 'internal' WHERE reference = 'P-1'")
    maker.make_all()
    cover, *pages = pages_of(sent_by("O-2"), export_id)
    assert cover.startswith("ของเล่น")
    assert "ทุกอำเภอของจังหวัดของเล่น" in cover
    assert ["มีข้อมูลสมมุติเพื่อการสาธิต" in page for page in (cover, *pages)] == [True] * 4
    assert ["มีข้อมูลที่ไม่เปิดเผยต่อสาธารณะ" in page for page in (cover, *pages)] == [True, True, False, False]
    assert "filter=" not in cover
    page = sent_by("O-2").get(f"/exports/{export_id}").text
    assert "<dt>พื้นที่</dt><dd>ทุกอำเภอของจังหวัดของเล่น</dd>" in page
    assert ("<code>lang" in page, "LIKE" in page) == (False, False)


def test_areas_that_are_not_all_of_an_area_are_named(furnished: Database, maker: Maker, sent_by: SentBy) -> None:
    some = committed(furnished, kind="atlas", layer="districts", filter="code <> '9802'")
    one = committed(furnished, kind="atlas", layer="subdistricts", filter="code = '980101'", lang="en")
    maker.make_all()
    client = sent_by("O-2")
    assert "อำเภอเมืองของเล่น·อำเภอใต้" in pages_of(client, some)[0]
    assert "NaiMueangSubdistrict·" in pages_of(client, one)[0]


def test_an_atlas_has_the_digits_that_were_asked_for(maker: Maker, sent_by: SentBy) -> None:
    client = sent_by("O-2")
    client.cookies.set("digits", "thai")
    assert 'name="lang" value="th-u-nu-thai"' in client.get("/briefs/98?lang=th-u-nu-thai").text
    status, way = sent(client, "/exports?lang=th-u-nu-thai", layer="districts", format="atlas")[:2]
    assert status == 303, way
    maker.make_all()
    for page in pages_of(client, way.rpartition("/")[2]):
        assert [each for each in re.findall(r"[!-~]*[0-9][!-~]*", page) if not re.search("[A-Za-z]", each)] == []
    assert "๓พื้นที่" in pages_of(client, way.rpartition("/")[2])[0]
    assert "ไทย เลขไทย" in client.get(way).text


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
    assert heard == [(0, 3), (1, 3)]
    assert not list(maker.folder.glob(f"{export_id}*"))


def test_a_layer_without_areas_is_refused_and_pages_offer_atlases_where_there_are_some(sent_by: SentBy) -> None:
    client = sent_by("O-2")
    status, answer = sent(client, "/exports", layer="roads", format="atlas")[:2]
    assert (status, "เขตอำเภอ" in str(answer)) == (400, True)
    assert 'value="atlas"' in client.get("/ogc/collections/districts/items?f=html").text
    assert 'value="atlas"' not in client.get("/ogc/collections/roads/items?f=html").text
    assert 'name="format" value="atlas"' in client.get("/briefs/98").text


@pytest.fixture
def renewer(furnished: Database, apart: Settings) -> Iterator[Renewer]:
    made = Renewer(furnished, apart, CATALOG)
    yield made
    made.engine.dispose()


FACT = """INSERT INTO indicators.observation
    (indicator_code, area_id, area_code, period_start, period_end, value, status, vintage_on)
    SELECT indicator_code, area_id, area_code, period_start, period_end, 260, status, vintage_on + 100
    FROM indicators.observation WHERE indicator_code = 'POP-TOTAL' AND area_code = '980101'"""
"""Sixty people more in 9801: 360."""


def made_anew(database: Database) -> list[Export]:
    with transaction(database) as session:
        found = list(session.scalars(select(Export).where(Export.follows.is_not(None)).order_by(Export.asked_at)))
        session.expunge_all()
        return found


def test_a_changed_fact_makes_an_atlas_stale_and_the_new_one_holds_it(
    furnished: Database, maker: Maker, renewer: Renewer, sent_by: SentBy
) -> None:
    """Only the page of 9801 tells another figure; the former file stays on record with its checksum."""
    export_id, client = committed(furnished, kind="atlas", layer="districts"), sent_by("O-2")
    maker.make_all()
    assert "ตัวเลขทุกหน้าตรงกับข้อมูล" in client.get(f"/exports/{export_id}").text
    changed(furnished, FACT)
    assert "ชั้นข้อมูลที่เปลี่ยนหลังเทียบครั้งล่าสุด" in client.get(f"/exports/{export_id}").text
    assert renewer.work() == 0
    assert told(furnished, export_id).changed == ["9801"]
    page = client.get(f"/exports/{export_id}").text
    assert "ตัวเลขเปลี่ยนแล้ว 1 จาก 3" in page
    assert 'href="/briefs/9801"' in page
    status, answer = sent(client, f"/exports/{export_id}/renewal")[:2]
    assert status == 303, answer
    [new] = made_anew(furnished)
    assert maker.make_all() == 1
    former = told(furnished, export_id)
    assert (new.former_sha256, new.former_at, new.follows) == (former.sha256, former.finished_at, export_id)
    then, now = pages_of(client, export_id)[1], pages_of(client, new.id)[1]
    assert ("300" in then, "360" in then, "360" in now) == (True, False, True)
    assert str(former.sha256) in client.get(f"/exports/{new.id}").text
    assert f'href="/exports/{new.id}"' in client.get(f"/exports/{export_id}").text


def test_what_has_not_changed_is_not_made_again(
    furnished: Database, maker: Maker, renewer: Renewer, sent_by: SentBy
) -> None:
    """Not when it is asked for, nor by night; by night its file is kept a while longer."""
    export_id, client = committed(furnished, kind="atlas", layer="districts"), sent_by("O-2")
    maker.make_all()
    assert sent(client, f"/exports/{export_id}/renewal")[0] == 409
    assert sent(client, f"/exports/{export_id}/keeping", on="1")[0] == 303
    before = told(furnished, export_id)
    assert renewer.work(datetime.now(UTC) + timedelta(days=1)) == 0
    after = told(furnished, export_id)
    assert (after.sha256, after.changed, made_anew(furnished)) == (before.sha256, None, [])
    assert after.expires_at is not None
    assert before.expires_at is not None
    assert after.expires_at - before.expires_at > timedelta(hours=23)
    changed(furnished, "UPDATE projects.site SET precision = precision")
    assert renewer.work(datetime.now(UTC) + timedelta(days=1)) == 0
    assert told(furnished, export_id).changed is None


def test_by_night_an_atlas_that_is_kept_current_is_made_anew_once(
    furnished: Database, maker: Maker, renewer: Renewer, sent_by: SentBy
) -> None:
    export_id, client = committed(furnished, kind="atlas", layer="districts"), sent_by("O-2")
    maker.make_all()
    sent(client, f"/exports/{export_id}/keeping", on="1")
    changed(furnished, FACT)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert (renewer.work(), made_anew(furnished)) == (0, [])
    assert (renewer.work(tomorrow), renewer.work(tomorrow)) == (1, 0)
    [new] = made_anew(furnished)
    assert (new.is_renewed, new.position_number) == (True, "O-2")
    with transaction(furnished) as session:
        told_of = select(AuditEvent.basis, AuditEvent.after).where(AuditEvent.act == "export.renewed")
        assert [tuple(row) for row in session.execute(told_of)] == [("system", {"areas": ["9801"]})]
    maker.make_all()
    assert "360" in pages_of(client, new.id)[1]
    assert renewer.work(tomorrow) == 0
    assert sent(client, f"/exports/{export_id}/renewal")[0] == 409


def test_only_an_atlas_that_is_there_is_kept_current(furnished: Database, maker: Maker, sent_by: SentBy) -> None:
    export_id, client = committed(furnished, kind="csv", layer="districts"), sent_by("O-2")
    maker.make_all()
    assert sent(client, f"/exports/{export_id}/keeping", on="1")[0] == 409
    assert 'id="current"' not in client.get(f"/exports/{export_id}").text
    assert sent(sent_by("W-1"), f"/exports/{export_id}/renewal")[0] == 404
