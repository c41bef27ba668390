"""Every answer carries the headers that keep a browser on this host and out of trouble."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from app.web.headers import CONTENT_SECURITY_POLICY

PATHS = ("/", "/maps", "/places", "/ogc", "/maps/nothing", "/api/nothing", "/static/x/css/phaen.css")


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_policy(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "cross-origin-resource-policy" in headers
    assert "geolocation=(self)" in headers["permissions-policy"]


def test_the_policy_allows_nothing_unsafe_and_no_other_host() -> None:
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'none'")


def test_a_handed_over_map_is_an_attachment_in_a_sandbox(client: TestClient) -> None:
    headers = client.get("/maps/districts.html").headers
    assert headers["content-disposition"] == 'attachment; filename="districts.html"'
    assert headers["content-security-policy"] == "sandbox allow-scripts"


def test_strict_transport_is_asked_for_over_tls_only(client: TestClient) -> None:
    assert "strict-transport-security" not in client.get("/places").headers
    assert "strict-transport-security" in client.get("https://testserver/places").headers
