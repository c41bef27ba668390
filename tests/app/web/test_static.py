"""Static files: an allow-list, kept for ever under the hash of their contents."""

from __future__ import annotations

import json
import re

import pytest
from fastapi.testclient import TestClient

from app.web.static import OWN, PACKED, STATIC, VENDOR, VENDOR_FILES


@pytest.mark.parametrize("address", sorted(STATIC.files))
def test_every_listed_file_is_served_with_its_type_and_may_be_kept_for_ever(client: TestClient, address: str) -> None:
    answer = client.get(STATIC.url(address))
    assert answer.status_code == 200
    assert answer.content == STATIC.files[address].content
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == STATIC.files[address].media_type


@pytest.mark.parametrize(
    "path",
    [
        "/static/x/vendor/maplibre-gl/maplibre-gl.d.ts",
        "/static/x/../package.json",
        "/static/x/%2e%2e/static.py",
        "/static/package.json",
        "/static/",
    ],
)
def test_nothing_else_is_served(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("asked", "coding"),
    [("br, gzip", "br"), ("gzip, br;q=0", "gzip"), ("gzip;q=0, br;q=0.0", None), ("identity", None), ("brotli", None)],
)
def test_a_file_comes_in_the_smallest_coding_that_is_taken(client: TestClient, asked: str, coding: str | None) -> None:
    address = STATIC.url("css/phaen.css")
    answer = client.get(address, headers={"Accept-Encoding": asked})
    assert (answer.headers.get("content-encoding"), answer.headers["vary"]) == (coding, "Accept-Encoding")
    assert answer.content == STATIC.files["css/phaen.css"].content
    file = STATIC.files["css/phaen.css"]
    assert len(file.brotli) < 0.97 * len(file.gzip) < 0.5 * len(file.content)


def test_what_is_packed_already_is_not_packed_again(client: TestClient) -> None:
    answer = client.get(STATIC.url("vendor/sarabun/thai-400.woff2"), headers={"Accept-Encoding": "br, gzip"})
    assert "content-encoding" not in answer.headers


def test_an_address_of_an_older_release_is_answered_but_not_kept(client: TestClient) -> None:
    answer = client.get("/static/0000000000/css/phaen.css")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"


def test_the_style_sheet_and_modules_name_only_files_that_are_served() -> None:
    for path in (*OWN.glob("css/*.css"), *OWN.glob("js/*.js")):
        named = re.findall(r'(?:url\("|from "|import ")(\.[^"]+)"', path.read_text("utf-8"))
        addresses = {(path.parent / name).resolve().relative_to(OWN.resolve()).as_posix() for name in named}
        assert addresses <= set(STATIC.files), path.name


def test_vendor_files_come_from_declared_packages() -> None:
    declared = json.loads((VENDOR.parent / "package.json").read_text("utf-8"))["dependencies"]
    assert all(any(file.startswith(f"{package}/") for package in declared) for file in VENDOR_FILES.values())


def test_no_module_or_style_sheet_names_another_host() -> None:
    for path in (*OWN.rglob("*.css"), *OWN.rglob("*.js")):
        addresses = re.findall(r"https?://[^\s\"')]+", path.read_text("utf-8"))
        assert addresses in ([], ["http://www.w3.org/2000/svg"]), path.name


def test_a_wrong_name_in_a_template_fails_loudly() -> None:
    with pytest.raises(KeyError):
        STATIC.url("js/absent.js")


def test_pictures_of_the_manual_are_small() -> None:
    sizes = {name: len(file.content) for name, file in STATIC.files.items() if name.startswith("img/manual/")}
    assert {name: size for name, size in sizes.items() if size > 40_000} == {}
    assert 500_000 < sum(sizes.values()) <= 1_500_000


OF_SLICES = ("siting", "drawing", "shaping", "exports", "ceiling", "editing", "digits")
"""Modules of some pages only, or of some readers."""


def test_our_own_files_are_small() -> None:
    """What every page may load, and the stylesheet and modules that a slice adds for its own pages."""
    own = {address: file for address, file in STATIC.files.items() if not address.startswith(("vendor/", "img/manual/"))}
    sizes = {address: len(file.content if file.path.suffix in PACKED else file.gzip) for address, file in own.items()}
    of_slices = {
        address for address in sizes
        if address.startswith(("css/", "js/monitoring/", "js/classing/", "js/maps/", "js/manual/"))
        or address.startswith(tuple(f"js/{name}." for name in OF_SLICES))
    } - {address for address in sizes if address.startswith("css/phaen.")}  # fmt: skip
    assert sum(size for address, size in sizes.items() if address not in of_slices) <= 26_000
    assert {address: sizes[address] for address in of_slices if sizes[address] > 4_000} == {}
