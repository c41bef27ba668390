"""The invented monitoring: every light, every rule seen firing, and nothing that its own rules would refuse."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.core.authority import OPERATOR, PUBLIC
from app.core.cluster import Database
from app.demo.commands import remove_demo
from app.demo.following import photograph
from app.monitoring.imports.photos import path_of, read_photos
from app.monitoring.models import Asset, Curve, Inspection, Milestone, Photo, ProgressReport, Verification
from app.monitoring.queries.assets import assets
from app.monitoring.queries.lights import owed, standings
from app.monitoring.rules import Reason, counted


def test_every_light_and_every_awkward_truth_is_there_and_goes_again(
    demo: Session, invented: tuple[Database, Path], tmp_path: Path
) -> None:
    session, files = demo, tmp_path / "files"
    shutil.copytree(invented[1] / "files", files)
    mine = [one for one in standings(session, viewer=PUBLIC) if one.is_synthetic]
    tally = counted(one.light for one in mine)
    assert min(tally.values()) > 0, tally
    wanted = {
        Reason.NOT_DUE,
        Reason.STALE,
        Reason.NO_REPORT,
        Reason.NO_OWNER,
        Reason.FINISHED,
        Reason.ON_PLAN,
        Reason.BEHIND,
    }
    assert wanted <= {one.reason for one in mine}
    assert len(owed(session, viewer=PUBLIC, standing="late")) >= 5
    held = [one for one in assets(session, viewer=PUBLIC) if one.reference.startswith("P25")]
    found = {one.latest.condition for one in held if one.latest is not None}
    assert found == {"in_use", "broken", "unused"}
    today = session.scalars(select(func.current_date())).one()
    assert any(one.overdue(today) for one in held)
    _events_match_rows(session)
    photos = session.scalars(select(Photo)).all()
    assert len(photos) == _told(session)["photos"] == len(list(files.iterdir())) > 0
    assert all(path_of(files, one.sha256).stat().st_size == one.size_bytes for one in photos)
    assert max(one.distance_m or 0 for one in photos) < 1_000
    remove_demo(session, by=OPERATOR, files=files)
    assert list(files.iterdir()) == []
    assert session.scalar(select(func.count()).select_from(ProgressReport)) == 0


def _told(session: Session) -> dict[str, int]:
    """What the load said that it has written."""
    said = session.scalars(select(AuditEvent).where(AuditEvent.act == "demo.loaded")).one()
    return dict(said.detail)


def _events_match_rows(session: Session) -> None:
    """Each act of the load left one event: as many as there are rows."""
    acts = Counter(session.scalars(select(AuditEvent.act)))
    rows = {
        "curve.planned": Curve, "progress.reported": ProgressReport, "progress.verified": Verification,
        "milestone.set": Milestone, "asset.inspected": Inspection,
    }  # fmt: skip
    assert {act: acts[act] for act in rows} == {
        act: session.scalar(select(func.count()).select_from(table)) for act, table in rows.items()
    }
    assert acts["asset.recorded"] == (session.scalar(select(func.count()).select_from(Asset)) or 0) - 1, (
        "the toy weir is not the demo's"
    )
    named = session.scalar(text("SELECT count(DISTINCT author_person) FROM monitoring.progress_report"))
    assert named >= 1


def test_an_invented_photo_is_the_same_wherever_it_is_drawn() -> None:
    day = read_photos([photograph(1, (100.5, 15.25), date(2026, 6, 1))] * 2)
    assert day[0].sha256 == day[1].sha256
    assert day[0].position == (100.5, 15.25)
