"""What the values of a layer are made of is told with its true years, on the map, in its legend and on paper."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError
from sqlalchemy.orm import Session

from app.core.authority import PUBLIC
from app.core.calendar import fiscal_year
from app.core.published import LAYERS
from app.core.records import today
from app.maps.bases import basis
from gis.catalog import Catalog
from gis.layer import Layer
from tests.app.maps.test_prints import text_of

NEED = "/maps/need_money_districts"
THAI = "ความต้องการ = คนจนเป้าหมาย (TPMAP) ปี 2567 · เงินต่อหัวปีงบประมาณ {}"
ENGLISH = "Need = target poor (TPMAP) of 2567 · money per head of fiscal year {}"


def layer_named(name: str) -> Layer:
    found = Catalog.read(LAYERS).get(name, PUBLIC.visible())
    assert found is not None
    return found


def test_the_years_are_those_of_the_rows(session: Session) -> None:
    """The poor of the toy province were counted in 2567; the money is of the fiscal year of today."""
    found = basis(session, layer_named("need_money_districts"), viewer=PUBLIC)
    year = fiscal_year(today(session))
    assert found is not None
    assert (found.th, found.en) == (THAI.format(year), ENGLISH.format(year))
    assert basis(session, layer_named("districts"), viewer=PUBLIC) is None


def test_map_and_paper_say_it(client: TestClient, session: Session) -> None:
    """In the heading, the legend and what is told about the layer; on paper in the head and in the legend, however broken."""
    year = fiscal_year(today(session))
    for lang, told in (("th", THAI), ("en", ENGLISH)):
        page = client.get(f"{NEED}?lang={lang}").text
        assert page.count(told.format(year)) >= 3
        paper = "".join(text_of(client, f"{NEED}.pdf?lang={lang}").split())
        assert paper.count("".join(told.format(year).split())) == 2


def test_the_layer_is_not_called_as_the_analysis_of_other_things(client: TestClient) -> None:
    assert "ความต้องการเทียบเงิน" in client.get("/analyses/gap").text
    assert "คนจนเป้าหมายเทียบเงินต่อหัวรายอำเภอ" in client.get(f"{NEED}?lang=th").text
    assert layer_named("need_money_districts").metadata.title.en == "Target poor against money per head by district"


def test_a_basis_names_attributes_of_its_layer() -> None:
    told = layer_named("need_money_districts").model_dump(by_alias=True)
    with pytest.raises(ValidationError, match="which the attributes do not declare"):
        Layer.model_validate({**told, "basis": {"th": "ปี {yaer}", "en": "of {year}"}})
