"""What the toy province holds besides when it is photographed for the manual: something on each desk."""

from __future__ import annotations

from sqlalchemy import text, update
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.authority import EVERYTHING
from app.core.cluster import Database
from app.core.database import transaction
from app.core.published import LAYERS
from app.core.roles import Role
from app.core.viewing import show_to
from app.exports.commands import ask_export
from app.exports.schemas import ExportIn
from app.projects.models import Project
from app.queries.commands import keep_query
from app.queries.schemas import QueryIn
from gis.catalog import Catalog
from tests import cast
from tests.app.accounts.conftest import CHEAP
from tests.app.calls import rounds
from tests.app.monitoring.toys import planned, told
from tests.app.plans.drafts import resolved

MADE = "2026-01-05 10:00+07"
ASKED = "SELECT code, name_th, baht_per_head, geom FROM budget_per_head_districts ORDER BY code"


def furnish(database: Database) -> None:
    """A plan, a resolution about it, a call that was scored, a report, accounts.

    And what positions keep: a map, a feed, a query, an export.
    """
    with transaction(database) as session:
        show_to(session, EVERYTHING)
        rounds.scored(session)
        planned(session)
        session.execute(update(Project).where(Project.reference == "P-2").values(agency="works"))
        told(session, 15)
        for number in ("G-1", "O-1", "O-2", "O-3"):
            person = cast.person_id(number)
            session.add(Account(person_id=person, username=number.lower(), password_hash=CHEAP, must_change=False))
        resolved(session)
        _asked(session)
    with transaction(database, Role.OWNER) as session:
        _kept(session)


def _asked(session: Session) -> None:
    by = cast.acting(session, "O-2")
    keep_query(session, by=by, given=QueryIn.model_validate({"title": "งบต่อหัวรายอำเภอ", "statement": ASKED}))
    layer = Catalog.read(LAYERS).get("districts", by.viewer.visible())
    assert layer is not None
    ask_export(session, by=by, layer=layer, given=ExportIn(layer="districts", format="gpkg", parameters={}))


def _kept(session: Session) -> None:
    """Under ids that stay."""
    session.execute(
        text(
            "INSERT INTO maps.saved_map (id, first_id, number, position_number, title_th, title_en, layer, query, view, class,"
            " front_class, made_at) VALUES ('2mmmmmmm', '2mmmmmmm', 1, 'O-2', 'ถนนและประชากร', 'Roads and people',"
            " 'population_density_districts', 'layers=roads~50,population_density_districts', '7.00/15.5000/101.5000',"
            f" 'public', 'public', '{MADE}')"
        )
    )
    session.execute(
        text(
            "INSERT INTO feeds.feed (id, position_number, sharing, expires_on, made_at)"
            f" VALUES ('2aaaaaaa', 'O-1', 'public', '2030-12-31', '{MADE}')"
        )
    )
    session.execute(
        text(
            "INSERT INTO feeds.feed_version (feed_id, number, title_th, title_en, layer, layer_hash, parameters, sharing,"
            " made_at) VALUES ('2aaaaaaa', 1, 'ตำบลของอำเภอเมือง', 'Subdistricts of Mueang', 'subdistricts', '',"
            f""" CAST('{{"filter": "code LIKE ''9801%''"}}' AS jsonb), 'public', '{MADE}')"""
        )
    )
    session.execute(
        text(
            "INSERT INTO indicators.observation (indicator_code, area_id, area_code, period_start, period_end, value, numerator,"
            " denominator, status, vintage_on) SELECT indicator_code, area_id, area_code, '2023-01-01', '2024-01-01',"
            " value + 3, numerator + denominator * 0.03, denominator, status, vintage_on FROM indicators.observation"
            " WHERE indicator_code = 'SOC-TPMAP'"
        )
    )
