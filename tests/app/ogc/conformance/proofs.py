"""Which test proves which conformance class: a class is declared where tests say so, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Test = TypeVar("Test", bound=Callable[..., None])
BASE = "http://www.opengis.net/spec"
CLASSES = {
    "common": f"{BASE}/ogcapi-common-1/1.0/conf",
    "collections": f"{BASE}/ogcapi-common-2/1.0/conf",
    "features": f"{BASE}/ogcapi-features-1/1.0/conf",
    "crs": f"{BASE}/ogcapi-features-2/1.0/conf",
    "tiles": f"{BASE}/ogcapi-tiles-1/1.0/conf",
    "schemas": f"{BASE}/ogcapi-common-3/1.0/conf",
    "writing": f"{BASE}/ogcapi-features-4/1.0/conf",
    "sorting": f"{BASE}/ogcapi-features-8/1.0/conf",
    "records": f"{BASE}/ogcapi-records-1/1.0/conf",
}
PROVEN: dict[str, dict[str, str]] = {}
"""Test by abstract test (``/conf/core/root-op``), by the URI of its class."""


def proves(standard: str, class_: str, *abstract: str) -> Callable[[Test], Test]:
    """The test does what these abstract tests ask: ``proves("features", "core", "root-op", "root-success")``."""

    def noted(test: Test) -> Test:
        known = PROVEN.setdefault(f"{CLASSES[standard]}/{class_}", {})
        for name in abstract:
            assert name not in known or known[name].startswith(f"{test.__module__}."), (
                f"{class_}/{name} is proven twice"
            )
            known[name] = f"{test.__module__}.{test.__name__}"
        return test

    return noted
