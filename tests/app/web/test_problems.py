"""What goes wrong is told to people as a page and to machines as RFC 9457."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from app.core import errors
from app.core.errors import PhaenError
from app.web import problems


def every_error(of: type[PhaenError] = PhaenError) -> list[type[PhaenError]]:
    return [cls for direct in of.__subclasses__() for cls in (direct, *every_error(direct))]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.NotFound, 404),
        (errors.Forbidden, 403),
        (errors.Invalid, 400),
        (errors.Conflict, 409),
        (errors.Unidentified, 401),
        (errors.TooLarge, 413),
        (errors.Unavailable, 503),
    ],
)
def test_each_error_has_its_status(error: type[PhaenError], status: int) -> None:
    assert problems.of_error(error("ไทย", "English", place="q")) == problems.Problem(status, "ไทย", "English", "q")


def test_no_error_is_without_a_status() -> None:
    assert len(every_error()) >= 5
    assert all(issubclass(cls, tuple(problems.STATUS)) for cls in every_error())


def test_a_machine_is_told_a_document_with_both_languages(client: TestClient) -> None:
    answer = client.get("/api/nothing")
    told = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, told["status"], told["instance"]) == (404, 404, "/api/nothing")
    assert told["title"] == "There is no such thing here"
    assert told["title_th"] == "ไม่พบสิ่งที่ขอ"


def test_a_person_is_told_a_page_in_thai_with_a_way_on(client: TestClient) -> None:
    answer = client.get("/maps/nothing", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "<h1>ไม่พบสิ่งที่ขอ</h1>" in answer.text
    assert "ไม่มีชั้นข้อมูล “nothing”" in answer.text
    assert 'href="/maps"' in answer.text


def test_the_page_is_complete_in_english(client: TestClient) -> None:
    answer = client.get("/maps/nothing?lang=en")
    assert "<h1>There is no such thing here</h1>" in answer.text
    assert "There is no layer “nothing”" in answer.text
    client.cookies.clear()


def test_what_is_asked_is_told_back_escaped(client: TestClient) -> None:
    answer = client.get("/maps/%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


def test_what_is_too_much_says_when_to_come_again() -> None:
    problem = problems.of_error(errors.TooMany("ไทย", "English", seconds=7))
    assert (problem.status, dict(problem.headers)) == (429, {"Retry-After": "7"})


def test_a_wrong_parameter_is_named(client: TestClient) -> None:
    answer = client.get("/maps/districts?page=0")
    assert answer.status_code == 400
    assert "ค่าของ page ใช้ไม่ได้" in answer.text


def test_the_wrong_method_is_refused_with_the_right_ones(client: TestClient) -> None:
    answer = client.post("/maps", headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
