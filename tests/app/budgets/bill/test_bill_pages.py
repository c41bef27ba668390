"""The budget bill brought in by forms, really sent: looked at, confirmed, shown, and its agencies named."""

from __future__ import annotations

import re
from collections.abc import Callable

from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.budgets.commands.standard import seed_reference
from app.core.authority import OPERATOR
from app.core.cluster import Database
from app.core.database import transaction
from tests.app.budgets.bill import tables
from tests.app.budgets.bill.tables import written
from tests.app.conftest import sent

Start = Callable[[str], TestClient]


def at_home(client: TestClient, province: str | None = "98") -> TestClient:
    assert isinstance(client.app, FastAPI)
    state = client.app.state
    state.settings = state.settings.model_copy(update={"province": province})
    return client


def bring(client: TestClient, content: bytes, **given: str) -> tuple[int, str]:
    fields = {"_token": "token", "year": "2565", **given}
    answer = client.post("/budgets/import/bill", data=fields, files={"file": ("bill.csv", content, "text/csv")})
    return answer.status_code, answer.headers.get("location") or answer.text


def test_a_bill_goes_from_the_file_into_the_ledger_by_forms(furnished: Database, sent_by: Start) -> None:
    with transaction(furnished) as session:
        seed_reference(session, by=OPERATOR)
    client = at_home(sent_by("O-2"))
    assert 'href="/budgets/import/bill"' in client.get("/budgets/import").text
    assert client.get("/budgets/import/bill").status_code == 200
    status, place = bring(client, written())
    assert status == 303, place
    page = client.get(place).text
    for told in ("28,000,000.00", "22,000,000.00", "6,000,000.00", "จังหวัดของเล่น", "เข้าคิวจับคู่", "แถว 8:", "01/10/2564"):
        assert told in page, told
    assert client.get(place.replace("/bill/", "/")).headers["location"] == place
    assert client.get("/api/budgets?year=2565").json()["total"]["received_baht"] == 0, "nothing is written yet"
    given = {"document_no": "พ.ร.บ. 2565", "occurred_on": "01/10/2564"}
    assert sent(client, place, **given | {"occurred_on": "01/10/2644"})[0] == 422
    assert sent(client, place, **given) == (303, "/budgets?year=2565")
    assert client.get("/api/budgets?year=2565").json()["total"]["received_baht"] == 22_000_000
    assert client.get(place).status_code == 404
    project = client.get("/projects/BB2565.2022.3.13.1.2").text
    assert "ถนน อำเภอเหนือ" in project
    exported = client.get("/budgets/lines.csv?year=2565").text
    assert exported.count("BB2565.2022.3.13.1.") >= 6


def test_an_agency_of_the_bill_waits_in_the_queue_until_it_is_named(furnished: Database, sent_by: Start) -> None:
    with transaction(furnished) as session:
        tables.brought(session)
    client = sent_by("O-2")
    queue = client.get("/budgets/unmatched").text
    link = re.search(r'href="(/budgets/unmatched/agency[^"]+)"', queue)
    assert link
    assert "7,000,000.00" in queue
    assert tables.CLUSTER in client.get(link.group(1)).text
    given = {"agency": tables.CLUSTER, "organization": "office"}
    assert sent(client, "/budgets/unmatched/agency", **given) == (303, "/budgets/unmatched")
    assert tables.CLUSTER not in client.get("/budgets/unmatched").text


def test_what_cannot_be_read_is_told_at_its_field(sent_by: Start) -> None:
    client = at_home(sent_by("O-2"))
    assert "ไม่พบคอลัมน์" in bring(client, b"a,b\n1,2\n")[1]
    assert "โปรดเลือกหน่วย" in bring(client, written(*range(2, 9), amount_1="12"))[1]
    assert bring(client, written(*range(2, 9), amount_1="12"), unit="million")[0] == 303
    assert bring(client, written(), year="2022")[0] == 422
    assert "เลือกแฟ้ม CSV" in sent(client, "/budgets/import/bill", year="2565")[1]
    assert "ยังไม่ได้กำหนดจังหวัด" in bring(at_home(client, None), written())[1]


def test_who_may_not_record_and_register_sees_none_of_it(sent_by: Start) -> None:
    for number in ("O-1", "D-1", "O-4"):
        client = at_home(sent_by(number))
        assert client.get("/budgets/import/bill").status_code == 403
        assert bring(client, written())[0] == 403
        assert client.get("/budgets/unmatched/agency").status_code == 403
        assert sent(client, "/budgets/unmatched/agency", agency="x", organization="office")[0] == 403


def test_a_bill_that_was_brought_is_given_up(sent_by: Start) -> None:
    client = at_home(sent_by("O-2"))
    place = bring(client, written())[1]
    assert sent(client, place.replace("/bill/", "/") + "/discard") == (303, "/budgets/import")
    assert client.get(place).status_code == 404


def test_the_table_form_does_not_take_a_bill(sent_by: Start) -> None:
    client = at_home(sent_by("O-2"))
    fields = {"_token": "token", "kind": "bill", "unit": "baht"}
    answer = client.post("/budgets/import", data=fields, files={"file": ("t.csv", written(), "text/csv")})
    assert answer.status_code == 422
    place = bring(client, written())[1]
    assert sent(client, place.replace("/bill/", "/"))[0] == 404
