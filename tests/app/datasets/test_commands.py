"""Datasets and features on the toy province: what is stored, what is refused, what the database itself refuses."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from shapely import LineString, Point
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.core.authority import OPERATOR, PUBLIC, Viewer
from app.core.errors import Conflict, Invalid, NotFound
from app.datasets import commands, queries
from app.datasets.models import Dataset, Feature
from app.datasets.schemas import DatasetIn, FeatureIn
from gis.access import Read

WELLS = DatasetIn(
    id="wells", title_th="บ่อน้ำ", title_en="Wells", geometry_type="Point", custodian="อบต.", source="สำรวจ",
)  # fmt: skip


@pytest.fixture
def wells(session: Session) -> Session:
    given = WELLS.model_copy(update={"purpose": "social-welfare"})
    commands.define_dataset(session, by=OPERATOR, given=given)
    return session


def events(session: Session, act: str) -> list[AuditEvent]:
    return list(session.scalars(select(AuditEvent).where(AuditEvent.act == act)))


def test_defining_a_dataset_leaves_one_event(wells: Session) -> None:
    (event,) = events(wells, "dataset.defined")
    assert (event.object_id, event.by_position) == ("wells", "system:operator")


def test_a_taken_id_is_refused(wells: Session) -> None:
    with pytest.raises(Conflict, match="take another id"):
        commands.define_dataset(wells, by=OPERATOR, given=WELLS)


def test_features_get_the_subdistrict_that_holds_them(wells: Session) -> None:
    features = [FeatureIn(geom=Point(100.25, 15.5)), FeatureIn(geom=Point(102.75, 15.5)), FeatureIn(geom=Point(90, 10))]
    assert commands.load_features(wells, by=OPERATOR, dataset_id="wells", features=features) == 3
    codes = wells.scalars(select(Feature.area_code).where(Feature.dataset_id == "wells").order_by(Feature.id)).all()
    assert codes == ["980101", "980302", None]
    (event,) = events(wells, "dataset.loaded")
    assert event.detail == {"features": 3}


def test_a_feature_has_the_class_of_its_dataset_unless_it_names_one(wells: Session) -> None:
    features = [FeatureIn(geom=Point(100, 15)), FeatureIn(geom=Point(100, 15), class_=Read.PERSONAL)]
    commands.load_features(wells, by=OPERATOR, dataset_id="wells", features=features)
    classes = wells.scalars(select(Feature.class_).where(Feature.dataset_id == "wells").order_by(Feature.id)).all()
    assert classes == ["internal", "personal"]


def test_one_wrong_row_refuses_the_load_and_names_the_row(wells: Session) -> None:
    features = [FeatureIn(geom=Point(100, 15)), FeatureIn(geom=LineString([(100, 15), (101, 15)]))]
    with pytest.raises(Invalid, match="row 2"):
        commands.load_features(wells, by=OPERATOR, dataset_id="wells", features=features)
    assert wells.scalar(select(func.count()).where(Feature.dataset_id == "wells")) == 0


@pytest.mark.parametrize(
    "attributes", [{"depth": float("nan")}, {"depth": float("inf")}, {"name": "a\0b"}, {"a\0b": 1}, {"name": "\ud800"}]
)
def test_what_json_in_the_database_cannot_hold_is_refused_at_the_edge(attributes: dict[str, str | float]) -> None:
    with pytest.raises(ValidationError):
        FeatureIn(geom=Point(100, 15), attributes=attributes)


def test_an_unknown_dataset_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound, match="define it first"):
        commands.load_features(session, by=OPERATOR, dataset_id="nothing", features=[])


@pytest.mark.parametrize(
    "wrong", [{"id": "Wells!"}, {"title_th": "  "}, {"geometry_type": "Curve"}, {"class_": "secret"}, {"colour": "red"}]
)
def test_a_wrong_definition_is_refused_at_the_edge(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        DatasetIn.model_validate(WELLS.model_dump() | wrong)


def test_the_list_shows_what_the_viewer_may_see(wells: Session) -> None:
    commands.load_features(wells, by=OPERATOR, dataset_id="wells", features=[
        FeatureIn(geom=Point(100, 15)), FeatureIn(geom=Point(100, 15), class_=Read.PERSONAL),
    ])  # fmt: skip
    official = Viewer("office:1", frozenset({Read.PUBLIC, Read.INTERNAL}))
    assert "wells" not in {entry.id for entry in queries.datasets(wells, viewer=PUBLIC)}
    assert {entry.id: entry.features for entry in queries.datasets(wells, viewer=official)} == {
        "wells": 1, "rivers": 1, "roads": 1, "flood_zones": 1, "facilities": 1,
    }  # fmt: skip


def test_the_list_counts_only_features_of_the_viewers_agency_and_area(wells: Session) -> None:
    commands.load_features(wells, by=OPERATOR, dataset_id="wells", features=[
        FeatureIn(geom=Point(100.25, 15.5), agency="a"), FeatureIn(geom=Point(101.25, 15.5), agency="a"),
        FeatureIn(geom=Point(100.25, 15.5), agency="b"),
    ])  # fmt: skip
    one = Viewer("x", frozenset({Read.INTERNAL}), frozenset({"a"}), frozenset({"9801"}))
    assert [(entry.id, entry.features) for entry in queries.datasets(wells, viewer=one)] == [("wells", 1)]


def test_a_viewer_of_no_agency_or_of_no_area_sees_no_feature(session: Session) -> None:
    for nothing in (Viewer("x", agencies=frozenset()), Viewer("x", areas=frozenset())):
        assert {entry.features for entry in queries.datasets(session, viewer=nothing)} == {0}


def test_a_dataset_above_the_viewers_class_does_not_exist_for_it(wells: Session) -> None:
    with pytest.raises(NotFound):
        queries.dataset_by_id(wells, "wells", viewer=PUBLIC)


def test_removing_synthetic_rows_keeps_a_dataset_that_holds_real_ones(session: Session) -> None:
    for name in ("wells", "ponds"):
        given = WELLS.model_copy(update={"id": name, "is_synthetic": True})
        commands.define_dataset(session, by=OPERATOR, given=given)
        made = [FeatureIn(geom=Point(100, 15))]
        commands.load_features(session, by=OPERATOR, dataset_id=name, features=made, is_synthetic=True)
    commands.load_features(session, by=OPERATOR, dataset_id="wells", features=[FeatureIn(geom=Point(101, 15))])
    assert commands.remove_synthetic_datasets(session, by=OPERATOR) == {"datasets": 1, "features": 2}
    session.expire_all()
    kept = session.get_one(Dataset, "wells")
    assert kept.is_synthetic is False
    assert session.scalar(select(func.count()).where(Feature.dataset_id == "wells")) == 1
    assert session.get(Dataset, "ponds") is None
