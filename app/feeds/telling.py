"""A feed as it is told: as JSON, and as one line to cite it by."""

from __future__ import annotations

from datetime import date
from typing import Any

from starlette.requests import Request

from app.core.calendar import written_day
from app.feeds.models import FeedVersion
from app.feeds.queries import Kept
from app.feeds.reading import PLAIN, SUFFIXES, cited
from app.ogc.answers import address
from gis.layer import Text


def citation(request: Request, kept: Kept, today: date) -> Text:
    """Title, owner, version, day and address, in the order in which Thai offices cite a data set."""
    version, where = kept.version, cited(request, kept)
    return Text(
        th=f"{version.title_th}. {kept.owner.th} {kept.office.th}. รุ่นที่ {version.number}. "
        f"สืบค้นเมื่อ {written_day(today)}. {where}",
        en=f"{version.title_en}. {kept.owner.en}, {kept.office.en}. Version {version.number}. "
        f"Retrieved {today.isoformat()} (B.E. {today.year + 543}). {where}",
    )


def addresses(request: Request, kept: Kept) -> dict[str, str]:
    """Where the data are: by the ends of file names, ``tiles`` for the TileJSON, ``changes`` for mirrors."""
    path, query = (
        f"/feeds/{kept.feed.id}",
        {"version": kept.version.number} if kept.version.number != kept.newest else None,
    )
    files = {form: address(request, f"{path}/items.{form}", query) for form in (PLAIN, *SUFFIXES)}
    changes = address(request, f"{path}/changes", {"since": ""})
    return {**files, "tiles": address(request, f"{path}/tiles.json", query), "changes": changes}


def as_json(request: Request, kept: Kept, today: date) -> dict[str, Any]:
    """A feed at a version."""
    told = citation(request, kept, today)
    return {
        "id": kept.feed.id,
        **version_as_json(kept.version),
        "newest": kept.newest,
        "state": kept.state,
        "expires_on": kept.feed.expires_on.isoformat(),
        "owner": kept.owner.model_dump(),
        "office": kept.office.model_dump(),
        "is_own": kept.is_own,
        "citation": told.model_dump(),
        "addresses": addresses(request, kept),
    }


def version_as_json(version: FeedVersion) -> dict[str, Any]:
    """What a version asks."""
    return {
        "version": version.number,
        "title": {"th": version.title_th, "en": version.title_en},
        "layer": version.layer,
        "parameters": version.parameters,
        "sharing": version.sharing,
        "kept_at": version.made_at.isoformat(),
    }
