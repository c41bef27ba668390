from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.app.ogc.conformance.documents import Told


@pytest.fixture(scope="session")
def told(client: TestClient) -> Told:
    """The documents of the service over the toy province, as the public sees them."""
    return Told(client)
