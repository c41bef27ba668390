"""Acts on datasets: define one, and load features into it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import shapely
from geoalchemy2.shape import from_shape
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import PUBLIC, Acting
from app.core.errors import Conflict, NotFound
from app.datasets.models import Dataset, Feature
from app.datasets.queries import locator
from app.datasets.rules import Locator, fitted
from app.datasets.schemas import DatasetIn, FeatureIn

SRID = 4326


def define_dataset(session: Session, *, by: Acting, given: DatasetIn) -> Dataset:
    """Add a dataset without features. Raises Conflict when its id is taken."""
    if session.get(Dataset, given.id) is not None:
        raise Conflict(
            f"มีชุดข้อมูลรหัส “{given.id}” อยู่แล้ว ใช้รหัสอื่นหรือเพิ่มข้อมูลในชุดเดิม",
            f"The dataset “{given.id}” exists already; take another id, or load features into it.",
        )
    dataset = Dataset(**given.model_dump())
    session.add(dataset)
    session.flush()
    audit.record(session, by, "dataset.defined", "dataset", given.id, is_synthetic=given.is_synthetic)
    return dataset


def load_features(
    session: Session, *, by: Acting, dataset_id: str, features: Sequence[FeatureIn], is_synthetic: bool = False
) -> int:
    """Add features, each with the subdistrict that holds most of it.

    Raises NotFound for an unknown dataset and Invalid, with the row, for a geometry that it cannot hold; then nothing
    is added.
    """
    dataset = session.get(Dataset, dataset_id)
    if dataset is None:
        raise NotFound(
            f"ไม่มีชุดข้อมูล “{dataset_id}” กำหนดชุดข้อมูลก่อน", f"There is no dataset “{dataset_id}”; define it first."
        )
    if features:
        bounds = tuple(shapely.total_bounds([feature.geom for feature in features]).tolist())
        places = locator(session, viewer=PUBLIC, bounds=bounds)
        rows = [_row(dataset, row, feature, places) for row, feature in enumerate(features, start=1)]
        session.execute(insert(Feature), [row | {"is_synthetic": is_synthetic} for row in rows])
    audit.record(session, by, "dataset.loaded", "dataset", dataset_id, features=len(features))
    return len(features)


def remove_synthetic_datasets(session: Session, *, by: Acting) -> dict[str, int]:
    """Delete the synthetic features and datasets; counts by table. A dataset that holds real features stays, as real."""
    features = session.scalars(delete(Feature).where(Feature.is_synthetic).returning(Feature.id)).all()
    in_use = select(Feature.id).where(Feature.dataset_id == Dataset.id).exists()
    datasets = session.scalars(delete(Dataset).where(Dataset.is_synthetic, ~in_use).returning(Dataset.id)).all()
    session.execute(update(Dataset).where(Dataset.is_synthetic).values(is_synthetic=False))
    counts = {"datasets": len(datasets), "features": len(features)}
    audit.record(session, by, "dataset.synthetic_removed", "dataset", "*", **counts)
    return counts


def _row(dataset: Dataset, row: int, feature: FeatureIn, places: Locator) -> dict[str, Any]:
    geom = fitted(feature.geom, dataset.geometry_type, f"แถวที่ {row} (row {row})")
    return {
        "dataset_id": dataset.id, "geom": from_shape(geom, SRID), "attributes": dict(feature.attributes),
        "class_": feature.class_ or dataset.class_, "agency": feature.agency, "area_code": places.main_area(geom),
    }  # fmt: skip
