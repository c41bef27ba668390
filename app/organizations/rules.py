"""What is true of organisations, positions and appointments without a database."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from app.core.authority import Powers, Viewer
from app.core.permissions import SENTENCES
from gis.access import Read
from gis.layer import Text

DAY = timedelta(days=1)


class OrganizationKind(StrEnum):
    """What an organisation is in the province's administration (ประเภทหน่วยงาน)."""

    MINISTRY = "ministry"
    PROVINCE = "province"
    PROVINCIAL_OFFICE = "provincial_office"
    CENTRAL_OFFICE = "central_office"
    DISTRICT_OFFICE = "district_office"
    LOCAL_GOVERNMENT = "local_government"
    STATE_ENTERPRISE = "state_enterprise"
    PRIVATE_BODY = "private_body"


class Reach(StrEnum):
    """Over which organisations a position's powers and sight extend (ขอบเขตหน่วยงาน)."""

    OWN = "own"
    SUBTREE = "subtree"
    PROVINCE = "province"


class AppointmentKind(StrEnum):
    """How a person holds a position. Delegation is between positions, see ``models.Delegation``."""

    SUBSTANTIVE = "substantive"
    ACTING_FOR = "acting_for"
    ACTING_IN = "acting_in"


class SeatRole(StrEnum):
    """What a seat is in its committee (ฐานะในคณะกรรมการ)."""

    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    MEMBER = "member"
    SECRETARY = "secretary"


ANYWHERE = "*"
"""An organisation that is nobody's own: what lies under no organisation needs a reach over all of them."""
RESERVED = frozenset(
    {
        "appointments",
        "committees",
        "delegations",
        "desk",
        "new",
        "persons",
        "policy",
        "positions",
        "purpose-grants",
        "role-grants",
        "seats",
        "units",
    }
)
"""First words of the addresses under ``/organizations``: no organisation may have them as its code."""
REACHES = (Reach.OWN, Reach.SUBTREE, Reach.PROVINCE)
"""From the narrowest."""

KINDS: dict[OrganizationKind, Text] = {
    OrganizationKind.PROVINCE: Text(th="จังหวัด", en="Province"),
    OrganizationKind.PROVINCIAL_OFFICE: Text(th="ส่วนราชการประจำจังหวัด", en="Provincial offices"),
    OrganizationKind.DISTRICT_OFFICE: Text(th="ที่ทำการปกครองอำเภอ", en="District offices"),
    OrganizationKind.CENTRAL_OFFICE: Text(th="ส่วนราชการส่วนกลางในจังหวัด", en="Central offices in the province"),
    OrganizationKind.LOCAL_GOVERNMENT: Text(th="องค์กรปกครองส่วนท้องถิ่น", en="Local government"),
    OrganizationKind.STATE_ENTERPRISE: Text(th="รัฐวิสาหกิจ", en="State enterprises"),
    OrganizationKind.PRIVATE_BODY: Text(th="องค์กรภาคเอกชน", en="Private bodies"),
    OrganizationKind.MINISTRY: Text(th="กระทรวงต้นสังกัด", en="Ministries"),
}
"""Each kind as people read it, in the order of the list."""
REACH_WORDS: dict[Reach, Text] = {
    Reach.OWN: Text(th="หน่วยงานของตน", en="its own organisation"),
    Reach.SUBTREE: Text(th="หน่วยงานของตนและหน่วยงานในสังกัด", en="its own organisation and those below it"),
    Reach.PROVINCE: Text(th="ทุกหน่วยงานในจังหวัด", en="every organisation of the province"),
}
APPOINTMENT_KINDS: dict[AppointmentKind, Text] = {
    AppointmentKind.SUBSTANTIVE: Text(th="ดำรงตำแหน่ง", en="holder"),
    AppointmentKind.ACTING_FOR: Text(th="รักษาราชการแทน", en="acting for the holder"),
    AppointmentKind.ACTING_IN: Text(th="รักษาการในตำแหน่ง", en="acting in the vacant post"),
}
SEATS: dict[SeatRole, Text] = {
    SeatRole.CHAIR: Text(th="ประธานกรรมการ", en="Chair"),
    SeatRole.VICE_CHAIR: Text(th="รองประธานกรรมการ", en="Vice chair"),
    SeatRole.MEMBER: Text(th="กรรมการ", en="Member"),
    SeatRole.SECRETARY: Text(th="กรรมการและเลขานุการ", en="Member and secretary"),
}
CLASS_WORDS: dict[Read, Text] = {
    Read.PUBLIC: Text(th="เปิดเผย", en="public"),
    Read.INTERNAL: Text(th="ใช้ภายใน", en="internal"),
    Read.PERSONAL: Text(th="ข้อมูลส่วนบุคคล", en="personal"),
    Read.CONFIDENTIAL: Text(th="ลับ", en="confidential"),
    Read.PERSONAL_CONFIDENTIAL: Text(th="ข้อมูลส่วนบุคคลที่ลับ", en="personal and confidential"),
}


def sees_names(viewer: Viewer) -> bool:
    """Whether one who looks may know who holds any position; the public knows it of executive ones only."""
    return Read.INTERNAL in viewer.classes


def last_day(valid_to: date | None) -> date | None:
    """The last day of a period whose end is exclusive."""
    return None if valid_to is None else valid_to - DAY


def day_after(last: date | None) -> date | None:
    """The exclusive end of a period of which people know the last day."""
    return None if last is None else last + DAY


def beyond(mine: Powers, given: Powers) -> Text | None:
    """What of ``given`` somebody with ``mine`` does not have himself, so that he may not give it; None when he has all."""
    lacking = given.permissions - mine.permissions
    checks = (
        (not lacking, _named("อำนาจ: {}", "the power: {}", [SENTENCES[each] for each in sorted(lacking)])),
        (
            given.classes <= mine.classes,
            _named("ชั้นข้อมูล: {}", "the class: {}", [CLASS_WORDS[each] for each in sorted(given.classes - mine.classes)]),
        ),
        (_no_wider(mine.agencies, given.agencies), Text(th="ขอบเขตหน่วยงาน", en="the reach over organisations")),
        (_inside(mine.areas, given.areas), Text(th="ขอบเขตพื้นที่", en="the area")),
        (_no_dearer(mine, given), Text(th="วงเงิน", en="the ceiling of money")),
    )
    return next((lack for holds, lack in checks if not holds), None)


def _named(th: str, en: str, words: list[Text]) -> Text:
    return Text(th=th.format(", ".join(w.th for w in words)), en=en.format(", ".join(w.en.lower() for w in words)))


def _no_wider(mine: frozenset[str] | None, given: frozenset[str] | None) -> bool:
    return mine is None or (given is not None and given <= mine)


def _inside(mine: frozenset[str] | None, given: frozenset[str] | None) -> bool:
    """An area lies in another whose code it begins with."""
    if mine is None:
        return True
    return given is not None and all(any(area.startswith(code) for code in mine) for area in given)


def _no_dearer(mine: Powers, given: Powers) -> bool:
    if mine.is_unlimited or (given.ceiling_satang is None and not given.is_unlimited):
        return True
    ceiling = given.ceiling_satang
    return not given.is_unlimited and ceiling is not None and ceiling <= (mine.ceiling_satang or 0)
