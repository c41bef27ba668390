"""The seven coordinate systems: where a published control point lies, and what a declaration means."""

import math

import numpy as np
import pytest
import shapely
from pyproj import CRS, Transformer

from gis import crs

EVEREST = (
    'GEOGCS["GCS",DATUM["{datum}",SPHEROID["Evrst30",6377276.345,300.8017]],PRIMEM["Greenwich",0],'
    'UNIT["Degree",0.0174532925199433]]'
)


def moved(x: float, y: float, start: int, end: int) -> tuple[float, float]:
    ((x, y),) = crs.transform_coordinates(np.array([[x, y]]), start, end)
    return x, y


def test_the_published_control_point_of_indian_1975_is_met_within_two_metres() -> None:
    x, y = moved(673310.690, 1520741.207, 24047, 32647)
    assert math.hypot(x - 672978.171, y - 1521044.256) == pytest.approx(0.25, abs=0.01)


def test_the_default_of_proj_misses_the_same_point_by_far() -> None:
    default = Transformer.from_crs(24047, 32647, always_xy=True, only_best=False)
    x, y = default.transform(673310.690, 1520741.207)
    assert math.hypot(x - 672978.171, y - 1521044.256) > 100


def test_the_definition_for_postgis_is_the_same_transformation_as_the_pipeline() -> None:
    for code in (24047, 24048, 4240, 32647, 32648, 3857):
        x, y = moved(100.5, 15.4, 4326, code)
        by_definition = Transformer.from_crs(
            crs.reference(code).definition, "+proj=longlat +datum=WGS84", always_xy=True
        )
        assert by_definition.transform(x, y) == pytest.approx((100.5, 15.4), abs=1e-8)


@pytest.mark.parametrize("code", [32647, 32648, 3857])
def test_wgs84_systems_agree_with_proj(code: int) -> None:
    expected = Transformer.from_crs(4326, code, always_xy=True).transform(100.5, 15.4)
    assert moved(100.5, 15.4, 4326, code) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("code", list(crs.REGISTRY))
def test_there_and_back_is_the_same_place_to_a_millimetre(code: int) -> None:
    x, y = moved(100.5, 15.4, 4326, code)
    assert moved(x, y, code, 4326) == pytest.approx((100.5, 15.4), abs=1e-8)


def test_a_degree_of_indian_1975_lies_some_four_hundred_metres_from_one_of_wgs84() -> None:
    x, y = moved(100.5, 15.4, 4240, 4326)
    east, north = (x - 100.5) * 107_300, (y - 15.4) * 110_650
    assert math.hypot(east, north) == pytest.approx(370, abs=30)


def test_geometries_are_moved_and_flattened() -> None:
    geometries = np.array([shapely.Point(500000, 1700000, 7), None], dtype=object)
    point, nothing = crs.transform(geometries, 32647, 4326)
    assert nothing is None
    assert not point.has_z
    assert point.x == pytest.approx(99.0, abs=1e-9)
    assert crs.transform(np.array([shapely.Point(99, 15, 7)]), 4326, 4326)[0].has_z is False


def test_what_cannot_be_projected_becomes_infinite() -> None:
    assert not np.isfinite(crs.transform_coordinates(np.array([[1e30, 1e30]]), 32647, 4326)).any()


@pytest.mark.parametrize("code", list(crs.REGISTRY))
@pytest.mark.parametrize("version", ["WKT1_ESRI", "WKT1_GDAL", "WKT2_2019"])
def test_each_system_is_recognised_in_every_dialect(code: int, version: str) -> None:
    found = crs.identify(CRS.from_epsg(code).to_wkt(version))
    assert (found.status, found.code) == ("known", code)


@pytest.mark.parametrize(
    ("declaration", "status", "code", "candidates"),
    [
        ("EPSG:32647", "known", 32647, (32647,)),
        ("urn:ogc:def:crs:EPSG::24047", "known", 24047, (24047,)),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "known", 4326, (4326,)),
        ("+proj=utm +zone=47 +datum=WGS84", "known", 32647, (32647,)),
        (EVEREST.format(datum="D_unknown"), "unknown_datum", None, (4240, 4326)),
        (EVEREST.format(datum="D_Indian_1954"), "unknown_datum", None, (4240, 4326)),
        # the shift in the text names WGS84, the ellipsoid does not
        ("+proj=utm +zone=47 +a=6377276.345 +rf=300.8017 +towgs84=204,837,294", "unknown_datum", None, (24047, 32647)),
        ("EPSG:23947", "unknown_datum", None, (24047, 32647)),
        ("EPSG:32646", "unsupported", None, ()),
        ("EPSG:32247", "unsupported", None, ()),
        ('LOCAL_CS["x",UNIT["m",1]]', "unsupported", None, ()),
        ("GARBAGE[", "unreadable", None, ()),
        ("", "unreadable", None, ()),
    ],
)
def test_a_declaration_is_known_by_datum_and_projection(
    declaration: str, status: str, code: int | None, candidates: tuple[int, ...]
) -> None:
    found = crs.identify(declaration)
    assert (found.status, found.code, found.candidates) == (status, code, candidates)


def test_the_registry_is_the_list_of_the_house() -> None:
    assert sorted(crs.REGISTRY) == [3857, 4240, 4326, 24047, 24048, 32647, 32648]
    assert crs.reference(4326).axes == ("latitude", "longitude")
    assert crs.reference(24047).uri == "http://www.opengis.net/def/crs/EPSG/0/24047"


def test_only_what_lies_wholly_in_the_box_is_within() -> None:
    bounds = np.array([[99, 15, 100, 16], [97, 15, 100, 16], [np.nan] * 4, [97.3, 5.6, 105.7, 20.5]])
    assert crs.within(bounds, crs.THAILAND).tolist() == [True, False, False, True]
    assert crs.within(bounds, crs.THAILAND, slack=0.5).tolist() == [True, True, False, True]
