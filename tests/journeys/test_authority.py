"""The commissioning text's principle in a browser: appointed, proposes; delegates; who acts approves; the order ends; no more.

The chief appoints a newcomer to a vacant post and delegates publishing to that post. The analyst proposes that a dataset
be public. The newcomer is away, and the district chief acts in the post: so he approves, for the chief, and the public's
feed shows the dataset. When the acting order has been ended, the same act by the same person in the same window is refused.
The auditor reads all of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete, select, update

from app.accounts.models import Account, SecondFactorRule
from app.core.calendar import written_day
from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import Role
from app.core.settings import Settings
from app.datasets.models import Dataset, Feature
from app.main import create_app
from app.organizations.models import Appointment, Person, Position
from app.web.words import today
from tests import cast
from tests.app.accounts.conftest import CHEAP, PASSWORD
from tests.conftest import TOY, clone_of, of_worker
from tests.journeys.conftest import Visit
from tests.live import listening

pytestmark = pytest.mark.browser
Visits = Callable[..., Visit]
WHO = {"O-1": "chief", "O-2": "analyst", "O-4": "auditor", "D-1": "district"}
NEWCOMER, FOR_THE_CHIEF = "นางสาวใหม่ ตั้งใจ", "ปฏิบัติราชการแทน"
HIDDEN = ("roads", "rivers")


@pytest.fixture(scope="module")
def province(server: Database) -> Iterator[Database]:
    """A toy province of its own: four can sign in, and two datasets of the office are internal."""
    with clone_of(server, TOY, of_worker("authority_journey")) as made:
        with transaction(made, Role.OWNER) as session:
            session.execute(delete(SecondFactorRule))
            for number, name in WHO.items():
                person = cast.person_id(number)
                session.add(Account(person_id=person, username=name, password_hash=CHEAP, must_change=False))
            session.execute(
                update(Dataset).where(Dataset.id.in_(HIDDEN)).values(class_="internal", organization="office")
            )
            session.execute(update(Feature).where(Feature.dataset_id.in_(HIDDEN)).values(class_="internal"))
        yield made


@pytest.fixture(scope="module")
def address(settings: Settings, province: Database) -> Iterator[str]:
    with listening(create_app(settings, province)) as found:
        yield found


def window(visit: Visits, name: str, capacity: str | None = None) -> Page:
    """A browser in which somebody has signed in and taken a position."""
    page = visit().open("/accounts/sign-in")
    page.fill("#username", name)
    page.fill("#password", PASSWORD)
    page.locator("main").get_by_role("button").click()
    if capacity is not None:
        page.locator(".capacities label").filter(has_text=capacity).locator("input").check()
    page.get_by_role("button", name="ทำหน้าที่ในตำแหน่งนี้").click()
    expect(page.locator(".who summary")).to_be_visible()
    return page


def go(page: Page, path: str) -> None:
    page.goto(re.sub(r"^(https?://[^/]+).*", r"\1", page.url) + path)


def order(page: Page, number: str, more: dict[str, str]) -> None:
    """Fill in and send the order that the page shows; it begins today."""
    fields = {"order_no": number, "order_on": written_day(today()), "valid_from": written_day(today()), **more}
    for name, value in fields.items():
        field = page.locator(f"#{name}")
        if field.evaluate("(e) => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.locator("main form button").first.click()
    expect(page.locator(".wrong")).to_have_count(0)


def public_count(visit: Visits, dataset: str) -> int:
    found = visit().page.request.get(f"{visit().address}/ogc/collections/{dataset}/items")
    return int(found.json()["numberMatched"])


def propose(analyst: Page, dataset: str) -> None:
    go(analyst, f"/datasets/{dataset}")
    analyst.locator("#to").select_option("public")
    analyst.fill("#reason", "ประชาชนขอใช้")
    analyst.fill("#legal_basis", "พ.ร.บ. ข้อมูลข่าวสารของราชการ พ.ศ. 2540 มาตรา 9 (8)")
    analyst.get_by_role("button", name="ส่งข้อเสนอ").click()
    expect(analyst.locator("#decision")).to_be_visible()


def holder_of(province: Database, number: str, kind: str) -> tuple[str, str]:
    """Appointment and name of who holds a position in this way."""
    with transaction(province) as session:
        asked = (
            select(Appointment.id, Person.name_th)
            .join(Person, Person.id == Appointment.person_id)
            .where(Appointment.position_number == number, Appointment.kind == kind, Appointment.ended_at.is_(None))
        )
        found, name = session.execute(asked).one()
        return str(found), str(name)


def the_log_tells(auditor: Page, province: Database) -> None:
    """Who did it on which ground, who could have, and that the position keeps it when the person has gone."""
    go(auditor, "/audit?act=dataset.class_approved")
    events = auditor.locator("main tbody tr")
    expect(events).to_have_count(1)
    for told in ("roads", "หัวหน้าสำนักงานจังหวัด", cast.HOLDERS["D-1"], FOR_THE_CHIEF, "11/2569"):
        expect(events.first).to_contain_text(told)
    go(auditor, f"/audit/signatories?on={written_day(today())}&permission=dataset.publish&position=O-1")
    answers = auditor.locator(".answers")
    for able in (cast.HOLDERS["O-1"], NEWCOMER, cast.HOLDERS["D-1"]):
        expect(answers).to_contain_text(able)
    signed = auditor.locator("main tbody tr").filter(has_text=cast.HOLDERS["D-1"])
    expect(signed.locator("td").last).to_have_text("1")

    with transaction(province) as session:
        assert session.get_one(Position, "O-5").title_th == "นักจัดการงานทั่วไป"
    go(auditor, "/organizations/positions/O-5")
    for told in (NEWCOMER, cast.HOLDERS["D-1"], "12/2569"):
        expect(auditor.locator("main")).to_contain_text(told)


def test_from_an_appointment_to_the_log(visit: Visits, province: Database) -> None:
    chief, analyst = window(visit, "chief"), window(visit, "analyst")

    go(chief, "/organizations/appointments/new?position=O-5")
    order(chief, "10/2569", {"kind": "substantive", "name_th": NEWCOMER})
    expect(chief.locator("main")).to_contain_text(NEWCOMER)

    go(chief, "/organizations/delegations/new")
    chief.locator("input[value='dataset.publish']").check()
    order(chief, "11/2569", {"to_position": "O-5", "last_day": written_day(today())})
    go(chief, "/organizations/appointments/new?position=O-5")
    order(
        chief, "12/2569",
        {"kind": "acting_for", "person_id": str(cast.person_id("D-1")), "regulation": "พ.ร.บ. ฯ 2534 มาตรา 56"},
    )  # fmt: skip

    propose(analyst, "roads")
    assert 'value="approve"' not in analyst.content(), "who proposes does not approve"
    assert public_count(visit, "roads") == 0

    deputy = window(visit, "district", FOR_THE_CHIEF)
    expect(deputy.locator("body")).to_contain_text("11/2569")
    go(deputy, "/datasets/roads")
    deputy.locator("button[value=approve]").click()
    expect(deputy.locator(".history")).to_contain_text("อนุมัติแล้ว")
    assert public_count(visit, "roads") == 1

    propose(analyst, "rivers")
    go(deputy, "/datasets/rivers")
    expect(deputy.locator("button[value=approve]")).to_be_visible()
    appointment, _ = holder_of(province, "O-5", "acting_for")
    go(chief, f"/organizations/appointments/{appointment}/end")
    chief.locator("main form button").first.click()
    deputy.locator("button[value=approve]").click()
    expect(deputy.locator("body")).not_to_contain_text("อนุมัติแล้ว")
    assert public_count(visit, "rivers") == 0, "the same act of the same person is refused once the order has ended"
    the_log_tells(window(visit, "auditor"), province)
