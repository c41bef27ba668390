"""A meeting through its pages and its interface: called, minuted, closed, and read by everybody."""

from __future__ import annotations

from collections.abc import Callable

from fastapi.testclient import TestClient

from tests.app.conftest import sent

SentBy = Callable[[str], TestClient]
TOKEN = {"X-Token": "token"}
CALLED = {"committee": "kbj", "number": "1", "year": "2569", "held_on": "02/03/2569", "place": "ศาลากลางจังหวัด"}
DECIDED = {"outcome": "adopted", "text_th": "เห็นชอบแผน", "text_en": "The plan is adopted", "decided_on": "02/03/2569",
           "subject_kind": "plan", "subject_id": "province-2566"}  # fmt: skip


def test_a_meeting_goes_from_its_call_to_its_close_by_forms(sent_by: SentBy) -> None:
    secretary = sent_by("O-2")
    status, page = sent(secretary, "/meetings/new", **CALLED)
    assert (status, page.startswith("/meetings/")) == (303, True)
    for form in ("items", "resolutions", "cancel"):
        assert secretary.get(f"{page}/{form}").status_code == 200
    assert sent(secretary, f"{page}/items", kind="consideration", title_th="แผนพัฒนาจังหวัด") == (303, page)
    assert sent(secretary, f"{page}/resolutions", **DECIDED) == (303, page)
    assert sent(secretary, f"{page}/close") == (303, page)
    shown = sent_by("").get(f"{page}?lang=en").text
    for words in (
        "Meeting 1/2569",
        "แผนพัฒนาจังหวัด",
        "The plan is adopted",
        "Adopted",
        "/plans/province-2566",
        "2 Mar 2026",
    ):
        assert words in shown
    assert "Record a resolution" not in shown
    assert sent(secretary, f"{page}/resolutions", **DECIDED)[0] == 422, "it is closed"


def test_what_is_wrong_stands_at_its_field_and_nothing_is_written(sent_by: SentBy) -> None:
    secretary = sent_by("O-2")
    status, shown = sent(secretary, "/meetings/new?lang=en", **{**CALLED, "held_on": "02/03/2571"})
    assert status == 422
    assert "the day is not in the year of the meeting" in shown
    assert sent(secretary, "/meetings/new", **CALLED)[0] == 303
    status, shown = sent(secretary, "/meetings/new", **CALLED)
    assert status == 422
    assert "มีเลขที่ 1/2569 แล้ว" in shown
    assert len(secretary.get("/api/meetings").json()["meetings"]) == 1


def test_a_cancelled_meeting_says_why(sent_by: SentBy) -> None:
    secretary = sent_by("O-2")
    page = sent(secretary, "/meetings/new", **CALLED)[1]
    assert sent(secretary, f"{page}/cancel", reason="น้ำท่วมศาลากลาง") == (303, page)
    assert "น้ำท่วมศาลากลาง" in secretary.get(page).text


def test_forms_are_for_those_who_may_and_pages_of_planned_meetings_for_those_in_office(sent_by: SentBy) -> None:
    page = sent(sent_by("O-2"), "/meetings/new", **CALLED)[1]
    for number, status in (("O-2", 200), ("W-1", 403), ("", 403)):
        client = sent_by(number)
        forms = ["/meetings/new", *(f"{page}/{form}" for form in ("items", "resolutions", "cancel"))]
        assert [client.get(form).status_code for form in forms] == [status] * 4
        assert client.get(page).status_code == (404 if number == "" else 200)
        assert ("เรียกประชุม" in client.get("/meetings").text) is (number == "O-2")
    assert "ยังไม่มีการประชุม" in sent_by("").get("/meetings").text


def test_the_list_is_chosen_by_committee_and_year(sent_by: SentBy) -> None:
    secretary = sent_by("O-2")
    sent(secretary, "/meetings/new", **CALLED)
    sent(secretary, "/meetings/new", **{**CALLED, "year": "2568", "held_on": "02/03/2568"})
    for query, numbers in (
        ("", {"1/2569", "1/2568"}), ("?committee=kbj&year=2568", {"1/2568"}), ("?committee=korojo", set()),
    ):  # fmt: skip
        shown = secretary.get(f"/meetings{query}").text
        assert {number for number in ("1/2569", "1/2568") if number in shown} == numbers
    assert "There is no such meeting" in secretary.get("/meetings?committee=korojo&lang=en").text


def test_programs_call_record_and_close_with_the_proof_of_the_session(sent_by: SentBy) -> None:
    client = sent_by("O-2")
    body = {**CALLED, "number": 1, "year": 2569}
    assert client.post("/api/meetings", json=body).status_code == 403
    key = client.post("/api/meetings", json=body, headers=TOKEN).json()["id"]
    made = client.post(f"/api/meetings/{key}/resolutions", json=DECIDED, headers=TOKEN)
    assert (made.status_code, made.json()["number"]) == (201, 1)
    assert client.post(f"/api/meetings/{key}/close", headers=TOKEN).json()["state"] == "held"
    told = sent_by("").get(f"/api/meetings/{key}").json()
    assert (told["held_on"], told["resolutions"][0]["text_th"], told["committee"]["en"]) == (
        "2026-03-02", "เห็นชอบแผน", "Provincial Integrated Administration Committee",
    )  # fmt: skip
    assert sent_by("").get("/api/meetings/00000000-0000-4000-8000-000000000000").status_code == 404
