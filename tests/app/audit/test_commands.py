"""Reading and exporting the log are acts of their own, for those alone who may."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.commands import export_log, open_log
from app.core.audit import AuditEvent
from app.core.errors import Forbidden
from tests import cast


def test_who_may_not_read_the_log_neither_opens_nor_exports_it(session: Session) -> None:
    by = cast.acting(session, "O-2")
    with pytest.raises(Forbidden):
        open_log(session, by=by, filters={})
    with pytest.raises(Forbidden):
        export_log(session, by=by, filters={}, rows=0)
    assert session.scalars(select(AuditEvent)).all() == []


def test_what_was_asked_for_is_noted_without_the_name_of_a_person(session: Session) -> None:
    by = cast.acting(session, "O-4")
    export_log(session, by=by, filters={"person": "นายกล้า", "act": "demo.loaded"}, rows=3)
    event = session.scalars(select(AuditEvent)).one()
    assert event.act == "audit_log.exported"
    assert event.detail == {"rows": 3, "filters": {"person": "…", "act": "demo.loaded"}}
