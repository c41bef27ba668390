"""The pack of a visit as PDF: the map with the legs, then a page for each stop with room to write."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from string import digits

from app.briefs.papers import FOR_PROGRAMS, light_files
from app.briefs.telling import Told
from app.core.faces import faces
from app.web.digits import in_picture, in_values
from app.web.qr import document
from gis.mapsheet.figure import files_of, told_of
from gis.svgmap import Picture
from gis.typesetting import typeset

PACK = Path(__file__).with_name("pack.typ")


def to_pdf(
    told: Told, picture: Picture, *, dates: Sequence[str], notes: Sequence[str], base: str, address: str, thai_digits: bool
) -> bytes:  # fmt: skip
    """The pack. ``base`` is where the service is reached, ``address`` the page of the visit there."""
    stops = told["stops"]
    assert isinstance(stops, list)
    codes = {f"qr-{each['number']}.svg": document(f"{base}{each['page']}") for each in stops}
    values = told | {"dates": list(dates), "notes": list(notes), "digits": list(digits)}
    if thai_digits:
        values, picture = in_values(values, FOR_PROGRAMS | {"page"}), in_picture(picture)
    values |= {"figure": told_of(picture), "address": address}
    files = files_of(picture, faces()) | light_files() | codes | {"qr.svg": document(address)}
    return typeset(PACK, values, fonts=faces(), files=files)
