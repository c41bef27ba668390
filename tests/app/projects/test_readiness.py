"""The checklist: done over required, and files that are what they say."""

from __future__ import annotations

import io
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.core.authority import OPERATOR, PUBLIC
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, TooLarge
from app.projects.commands.readiness import attach_file, remove_file, set_item
from app.projects.evidence import file_name, sniffed
from app.projects.models.parts import MOST_BYTES
from app.projects.queries.completeness import readiness_of
from app.projects.queries.detail import detail, file_of
from app.projects.rules import Kind, State
from app.projects.rules.dossier import (
    ITEMS,
    NEEDED_BEFORE,
    REQUIRED,
    SAID,
    UNDIVIDED,
    UNSAID,
    Dossier,
    Item,
    ItemState,
    Readiness,
    missing,
    score,
)
from app.projects.schemas import ItemIn
from tests import cast
from tests.app.projects.dossiers import PDF, draft, moved, office_file, shelf_in, whole

OPEN, DONE, WAIVED = ItemState.OPEN, ItemState.DONE, ItemState.WAIVED
PNG, JPEG = b"\x89PNG\r\n\x1a\n..", b"\xff\xd8\xff\xe0.."


def ready(*states: ItemState) -> list[Readiness]:
    return [Readiness(item, state, True) for item, state in zip(Item, states, strict=False)]


@pytest.mark.parametrize(
    ("states", "done", "required", "percent"),
    [
        ([DONE, OPEN], 1, 2, 50), ([DONE, DONE, OPEN], 2, 3, 66), ([DONE, WAIVED], 1, 1, 100), ([WAIVED], 0, 0, None),
        ([], 0, 0, None), ([ItemState.ASKED, DONE, DONE, OPEN, OPEN], 2, 5, 40),
    ],
)  # fmt: skip
def test_the_score_is_done_over_required(
    states: list[ItemState], done: int, required: int, percent: int | None
) -> None:
    told = score(ready(*states))
    assert (told.done, told.required, told.percent) == (done, required, percent)
    assert score([*ready(*states), Readiness(Item.EIA, OPEN, False)]) == told, "what is not required does not count"


def test_each_kind_has_its_list_as_data() -> None:
    assert {kind.value: len(items) for kind, items in REQUIRED.items()} == {
        "infrastructure": 5, "activity": 1, "equipment": 3, "study": 1,
    }  # fmt: skip
    assert set(ITEMS) == set(Item)
    assert set(REQUIRED) == set(Kind)


def test_nothing_is_missing_of_a_whole_dossier_and_each_part_is_when_it_is_gone() -> None:
    values = {"kind": Kind.STUDY, "agency": "works", "rationale": "ก", "objectives": "ข", "share_ppm": 1_000_000,
              **dict.fromkeys(("primary_links", "activities", "outputs", "beneficiaries", "sites"), 1)}  # fmt: skip
    assert missing(State.SUBMITTED, Dossier(**values)) == []  # type: ignore[arg-type]
    for name, told in SAID:
        gone = values | {name: None if name in ("agency", "rationale", "objectives") else 0}
        assert missing(State.SUBMITTED, Dossier(**gone)) == [told]  # type: ignore[arg-type]
    assert missing(State.SUBMITTED, Dossier(**(values | {"share_ppm": 999_999}))) == [UNDIVIDED]  # type: ignore[arg-type]
    assert missing(State.SUBMITTED, Dossier(**(values | {"unlocated_without_reason": 1}))) == [UNSAID]  # type: ignore[arg-type]


@pytest.mark.parametrize(("after", "items"), NEEDED_BEFORE.items())
def test_a_state_waits_for_its_items_with_their_files(after: State, items: frozenset[Item]) -> None:
    for item in Item:
        for one, is_missing in (
            (Readiness(item, OPEN, True), True), (Readiness(item, DONE, True), True), (Readiness(item, DONE, True, 1), False),
            (Readiness(item, OPEN, False), False), (Readiness(item, WAIVED, True), False),
        ):  # fmt: skip
            told = missing(after, Dossier(Kind.STUDY, readiness=[one]))
            assert bool(told) is (is_missing and item in items)


def test_an_item_is_set_and_counted(session: Session) -> None:
    project = draft(session)
    set_item(session, by=OPERATOR, reference="X1", item=Item.DESIGN, given=ItemIn(state=DONE))
    set_item(
        session, by=OPERATOR, reference="X1", item=Item.LAND_FOREST, given=ItemIn(state=ItemState.ASKED, note="ยื่นแล้ว")
    )
    assert score(readiness_of(session, [project.id], viewer=PUBLIC)[project.id]).percent == 16, "1 of 6"
    with pytest.raises(ValidationError):
        ItemIn(state=WAIVED)


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (PDF, "แบบ ปร.4.pdf", "application/pdf"), (PNG, "photo.exe", "image/png"), (JPEG, "a", "image/jpeg"),
        (office_file("word/document.xml"), "a.docx",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (office_file("xl/workbook.xml"), "a.docx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)  # fmt: skip
def test_a_document_is_what_its_content_says(
    session: Session, tmp_path: Path, content: bytes, name: str, media_type: str
) -> None:
    draft(session)
    shelf = shelf_in(tmp_path)
    made = attach_file(
        session, by=OPERATOR, reference="X1", item=Item.DESIGN, name=name, content=io.BytesIO(content), shelf=shelf
    )
    assert (made.media_type, made.size_bytes) == (media_type, len(content))
    assert shelf.path(made.sha256).read_bytes() == content
    assert oct(shelf.path(made.sha256).stat().st_mode & 0o007) == "0o0", "nobody else on the machine reads it"


@pytest.mark.parametrize(
    "content",
    [b"", b"<html><script>", b"<svg onload=x>", b"MZ\x90", b"PK\x03\x04broken", office_file("readme.txt"),
     office_file("word/document.xml", "word/vbaProject.bin"), b"%!PS", b"GIF89a"],
)  # fmt: skip
def test_what_is_none_of_the_documents_is_refused(session: Session, tmp_path: Path, content: bytes) -> None:
    draft(session)
    assert sniffed(content) is None
    with pytest.raises(Invalid, match="PDF, JPEG"):
        attach_file(session, by=OPERATOR, reference="X1", item=Item.DESIGN, name="a.pdf", content=io.BytesIO(content),
                    shelf=shelf_in(tmp_path))  # fmt: skip
    assert list(tmp_path.rglob("*")) == []


def test_a_file_above_the_limit_is_refused(session: Session, tmp_path: Path) -> None:
    draft(session)
    with pytest.raises(TooLarge):
        attach_file(session, by=OPERATOR, reference="X1", item=Item.DESIGN, name="a.pdf",
                    content=io.BytesIO(PDF + bytes(MOST_BYTES)), shelf=shelf_in(tmp_path))  # fmt: skip


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"), ("C:\\ลับ\\แบบ.doc", "แบบ.pdf"), ("", "file.pdf"), ("...", "file.pdf"),
        ("a\nb\x00c.pdf", "a bc.pdf"), ("ก" * 300, "ก" * 120 + ".pdf"), (".htaccess", "htaccess.pdf"),
    ],
)  # fmt: skip
def test_a_name_keeps_no_path_and_ends_as_its_content(given: str, kept: str) -> None:
    assert file_name(given, "application/pdf") == kept


def test_the_same_bytes_are_kept_once_and_a_file_taken_off_stays_on_the_shelf(session: Session, tmp_path: Path) -> None:
    draft(session)
    shelf = shelf_in(tmp_path)

    def attach(item: Item) -> uuid.UUID:
        return attach_file(
            session, by=OPERATOR, reference="X1", item=item, name="a.pdf", content=io.BytesIO(PDF), shelf=shelf
        ).id

    first = attach(Item.DESIGN)
    attach(Item.LAND)
    with pytest.raises(Conflict):
        attach(Item.DESIGN)
    with pytest.raises(NotFound):
        attach(Item.EIA)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1
    remove_file(session, by=OPERATOR, reference="X1", file_id=first)
    with pytest.raises(NotFound):
        remove_file(session, by=OPERATOR, reference="X1", file_id=first)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_files_are_for_officials_of_the_project(session: Session, tmp_path: Path) -> None:
    project = whole(session)
    moved(session, project, State.FUNDED)
    works = cast.acting(session, "W-1")
    made = attach_file(session, by=works, reference="X1", item=Item.DESIGN, name="a.pdf", content=io.BytesIO(PDF),
                       shelf=shelf_in(tmp_path))  # fmt: skip
    assert file_of(session, "X1", made.id, viewer=works.viewer).id == made.id
    for viewer in (PUBLIC, replace(works.viewer, agencies=frozenset({"office"}))):
        with pytest.raises(NotFound):
            file_of(session, "X1", made.id, viewer=viewer)
        assert detail(session, "X1", viewer=viewer).files == ()
    with pytest.raises(NotFound):
        file_of(session, "X1", uuid.uuid4(), viewer=works.viewer)
    with pytest.raises(NotFound):
        file_of(session, "P-1", made.id, viewer=cast.acting(session, "G-1").viewer)


def test_the_checklist_is_kept_by_those_who_may(session: Session, tmp_path: Path) -> None:
    project, shelf = whole(session), shelf_in(tmp_path)
    moved(session, project, State.IN_PROGRESS)

    def acts(number: str) -> None:
        by = cast.acting(session, number)
        before = len(session.scalars(select(AuditEvent)).all())
        set_item(session, by=by, reference="X1", item=Item.DESIGN, given=ItemIn(state=DONE))
        content = io.BytesIO(PDF + number.encode())
        made = attach_file(session, by=by, reference="X1", item=Item.DESIGN, name="a", content=content, shelf=shelf)
        remove_file(session, by=by, reference="X1", file_id=made.id)
        assert len(session.scalars(select(AuditEvent)).all()) == before + 3

    acts("W-1")
    kept = attach_file(session, by=cast.acting(session, "W-1"), reference="X1", item=Item.DESIGN, name="a",
                       content=io.BytesIO(PDF), shelf=shelf).id  # fmt: skip
    for number in ("O-2", "O-1", "O-3"):
        by = cast.acting(session, number)
        with pytest.raises(Forbidden):
            set_item(session, by=by, reference="X1", item=Item.DESIGN, given=ItemIn(state=DONE))
        with pytest.raises(Forbidden):
            attach_file(
                session, by=by, reference="X1", item=Item.DESIGN, name="a", content=io.BytesIO(PDF), shelf=shelf
            )
        with pytest.raises(Forbidden):
            remove_file(session, by=by, reference="X1", file_id=kept)
    session.execute(text("UPDATE projects.project SET area_codes = '{980102,980201}' WHERE reference = 'X1'"))
    session.expire_all()
    with pytest.raises(Forbidden, match="นอกขอบเขต"):
        set_item(session, by=cast.acting(session, "D-1"), reference="X1", item=Item.DESIGN, given=ItemIn(state=DONE))
