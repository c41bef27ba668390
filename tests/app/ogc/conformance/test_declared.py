"""Exactly what is proven is declared: each class has its tests, and each test its class."""

import importlib

import pytest

from app.ogc.documents import CONFORMANCE
from tests.app.ogc.conformance import (
    test_core,
    test_crs,
    test_formats,
    test_records,
    test_schemas,
    test_sorting,
    test_tiles,
    test_writing,
)
from tests.app.ogc.conformance.documents import Told
from tests.app.ogc.conformance.proofs import BASE, PROVEN

PORTED = (test_core, test_formats, test_crs, test_tiles, test_records, test_schemas, test_sorting, test_writing)
FILTER, ROADS = "tests.app.ogc.test_filter", "tests.app.ogc.test_filtered_roads"
ANNEX = "tests.gis.cql2.test_annex_a.test_a_predicate_of_annex_a_finds_what_the_standard_says"
AGREEMENT = "tests.gis.cql2.test_differential.test_sql_and_python_agree_on_every_row"
EXAMPLES = "tests.gis.cql2.test_standard.test_a_text_of_the_standard_says_what_its_json_says_and_both_are_written_again"
ELSEWHERE = {
    f"{BASE}/ogcapi-features-3/1.0/conf": {
        "queryables": f"{FILTER}.test_queryables_are_the_attributes_with_their_titles_and_the_geometry",
        "queryables-query-parameters": f"{FILTER}.test_every_queryable_may_be_asked_for",
        "filter": f"{FILTER}.test_a_wrong_filter_is_400_and_says_where_and_what_to_do",
        "features-filter": f"{FILTER}.test_a_filter_finds_the_features_that_answer_it",
    },
    f"{BASE}/cql2/1.0/conf": {
        "cql2-text": EXAMPLES,
        "cql2-json": EXAMPLES,
        "array-functions": AGREEMENT,
        "functions": f"{ROADS}.test_each_function_that_is_listed_can_be_called",
        **dict.fromkeys(
            ("basic-cql2", "advanced-comparison-operators", "case-insensitive-comparison", "accent-insensitive-comparison",
             "basic-spatial-functions", "basic-spatial-functions-plus", "spatial-functions", "temporal-functions",
             "property-property", "arithmetic"), ANNEX,
        ),
    },
}  # fmt: skip
"""Classes whose tests lie with what they test."""


def test_exactly_the_classes_that_have_a_test_are_declared(told: Told) -> None:
    elsewhere = {f"{base}/{name}" for base, classes in ELSEWHERE.items() for name in classes}
    assert len(PORTED) == 8
    assert elsewhere.isdisjoint(PROVEN)
    assert set(told("/ogc/conformance")["conformsTo"]) == set(CONFORMANCE) == elsewhere | set(PROVEN)


@pytest.mark.parametrize("name", sorted({name for classes in ELSEWHERE.values() for name in classes.values()}))
def test_a_test_that_lies_elsewhere_is_there(name: str) -> None:
    module, _, function = name.rpartition(".")
    assert callable(getattr(importlib.import_module(module), function))


def test_every_class_is_proven_by_abstract_tests_of_its_own() -> None:
    assert {class_: len(tests) for class_, tests in PROVEN.items() if not tests} == {}
    assert (
        len({name for class_, tests in PROVEN.items() for name in tests if class_.endswith("features-1/1.0/conf/core")})
        >= 30
    )
