"""Each rule of the tables of datasets, and a row that breaks it."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

DATASET = "INSERT INTO datasets.dataset (id, title_th, title_en, geometry_type, custodian, source, class) VALUES "
FEATURE = "INSERT INTO datasets.feature (dataset_id, geom, attributes, class, area_code) VALUES "
POINT = "'SRID=4326;POINT(100 15)'"


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (DATASET + "('Wells', 't', 't', 'Point', 'c', 's', 'public')", "ck_dataset_id_pattern"),
        (DATASET + "('w', 't', 't', 'Curve', 'c', 's', 'public')", "ck_dataset_geometry_type_known"),
        (DATASET + "('w', 't', 't', 'Point', 'c', 's', 'secret')", "ck_dataset_class_known"),
        (DATASET + "('roads', 't', 't', 'Point', 'c', 's', 'public')", "pk_dataset"),
        (DATASET + "('w', NULL, 't', 'Point', 'c', 's', 'public')", "title_th"),
        (DATASET + "('w', ' ', 't', 'Point', 'c', 's', 'public')", "ck_dataset_titled"),
        (DATASET + "('w', 't', '', 'Point', 'c', 's', 'public')", "ck_dataset_titled"),
        ("UPDATE datasets.dataset SET purpose = 'curiosity'", "fk_dataset_purpose"),
        (FEATURE + f"('nothing', {POINT}, '{{}}', 'public', NULL)", "fk_feature_dataset_id"),
        (FEATURE + f"('roads', {POINT}, '[]', 'public', NULL)", "ck_feature_attributes_object"),
        (FEATURE + f"('roads', {POINT}, '{{}}', 'secret', NULL)", "ck_feature_class_known"),
        (FEATURE + f"('roads', {POINT}, '{{}}', 'public', '98010')", "ck_feature_area_code_pattern"),
        (
            FEATURE + "('roads', 'SRID=4326;POLYGON((0 0,1 1,1 0,0 1,0 0))', '{}', 'public', NULL)",
            "ck_feature_geometry_valid",
        ),
        (
            FEATURE + "('roads', 'SRID=4326;POINT(600000 1700000)', '{}', 'public', NULL)",
            "ck_feature_geometry_on_earth",
        ),
        (FEATURE + "('roads', 'SRID=4326;POINT EMPTY', '{}', 'public', NULL)", "ck_feature_geometry_on_earth"),
        ("INSERT INTO datasets.feature SELECT * FROM datasets.feature", "pk_feature"),
    ],
)
def test_the_database_refuses_nonsense(owner: Session, statement: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=f'"{constraint}"'):
        owner.execute(text(statement))
