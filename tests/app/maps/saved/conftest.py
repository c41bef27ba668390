"""A province for all tests of a module, and a service over it that lets two sites show its maps."""

from __future__ import annotations

import pytest

from app.core.settings import Settings
from tests.app.feeds.conftest import client_of, province

__all__ = ["SITES", "apart", "client_of", "province"]
SITES = "https://www.example.go.th, https://*.example.or.th:8443"


@pytest.fixture(scope="session")
def apart(settings: Settings) -> Settings:
    return Settings(home=settings.home, demo=False, embed_origins=SITES)
