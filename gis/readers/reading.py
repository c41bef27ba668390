"""`read`: the one road from a file on disk to a `Table`."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import shapely

from gis.readers import containers, georeference, sandbox, shapes, texts
from gis.readers.refusal import Choice, Refusal, RowRefusal
from gis.readers.sentences import note, question, refusal
from gis.readers.table import Limits, Note, Table
from gis.readers.wire import Job, RawLayer


def read(
    path: Path,
    *,
    layer: str | None = None,
    crs: int | None = None,
    encoding: str | None = None,
    swap_axes: bool = False,
    limits: Limits | None = None,
) -> Table:
    """Read one layer of an untrusted vector file.

    GeoPackage, FlatGeobuf, GeoJSON (also text sequences, bare geometry, UTF-16), TopoJSON, KML, KMZ, and zipped
    shapefiles or one of the former in a zip. `layer`, `crs` (an EPSG code of `gis.crs.REGISTRY`), `encoding` and
    `swap_axes` answer a `Question`.

    Raises Refusal (with the remedy) when the file cannot be taken, Question when an answer would let it in.
    """
    limits = limits or Limits()
    with tempfile.TemporaryDirectory(prefix="phaen-") as room:
        copy = Path(room) / "copy"
        sha256 = containers.take(path, copy, limits)
        job, notes = _job(copy, layer, encoding, limits)
        raw = sandbox.run(job)
    return _table(raw, crs=crs, swap_axes=swap_axes, sha256=sha256, notes=notes)


def _job(copy: Path, layer: str | None, encoding: str | None, limits: Limits) -> tuple[Job, list[Note]]:
    kind = containers.kind(copy)
    if kind == "zip":
        return _zip_job(copy, layer, encoding, limits)
    path = _named(copy, kind)
    return Job(kind, {path.suffix: str(path)}, layer, encoding, limits), []


def _named(path: Path, kind: str) -> Path:
    """The quarantined file under the one extension that its driver expects, alone in a room that the child may see."""
    cell = path.parent / "cell"
    cell.mkdir(mode=0o700, exist_ok=True)
    return path.rename(cell / f"x{containers.suffix_of(kind)}")


def _zip_job(copy: Path, layer: str | None, encoding: str | None, limits: Limits) -> tuple[Job, list[Note]]:
    with containers.open_zip(copy, limits) as archive:
        members = containers.members(archive, limits)
        found = containers.candidates(members)
        chosen, layer = _choose(found, layer)
        cell = copy.parent / "cell"
        cell.mkdir(mode=0o700)
        parts = containers.unpack(archive, chosen, cell, limits)
    used = {member.name for member in chosen.parts.values()}
    others = [m.name for m in members if m.name not in used and m.suffix not in containers.SIDECARS]
    notes = [note("members-ignored", "info", names=", ".join(others)[:300])] if others else []
    if chosen.is_shapefile:
        return Job("shapefile", {part: str(path) for part, path in parts.items()}, layer, encoding, limits), notes
    (only,) = parts.values()
    kind = containers.kind(only)
    if kind == "zip":
        raise refusal("zip-nested", chosen.name)
    path = _named(only.rename(copy.parent / "member"), kind)
    return Job(kind, {path.suffix: str(path)}, layer, encoding, limits), notes


def _choose(found: list[containers.Candidate], layer: str | None) -> tuple[containers.Candidate, str | None]:
    """The candidate that is meant, and the layer to ask it for. Raises Question."""
    named = [candidate for candidate in found if candidate.name == layer]
    if len(named) == 1:
        return named[0], None
    if len(found) == 1:
        if found[0].is_shapefile and layer is not None:
            raise question("layer-unknown", _choices(found), name=layer)
        return found[0], layer
    raise question("several-layers" if layer is None else "layer-unknown", _choices(found), name=layer)


def _choices(found: list[containers.Candidate]) -> list[Choice]:
    return [Choice("layer", each.name, f"ชั้น {each.name}", f"layer {each.name}") for each in found]


def _table(raw: RawLayer, *, crs: int | None, swap_axes: bool, sha256: str, notes: list[Note]) -> Table:
    built = shapes.build(raw)
    refused = raw.rejected + built.rejected
    if len(built.kept) == 0:
        raise _nothing_usable(refused)
    rows = np.asarray(raw.rows, dtype=np.int64)[built.kept]
    placed = georeference.place(raw, built.geometries, rows, given=crs, swap=swap_axes)
    kept = built.kept[placed.inside]
    geometries, rows = placed.geometries[placed.inside], rows[placed.inside]
    columns, repairs = texts.clean({k: [v[i] for i in kept] for k, v in raw.columns.items()}, rows.tolist())
    invalid = rows[~shapely.is_valid(geometries)]
    judged = [note("geometry-invalid", "warning", invalid.tolist())] if len(invalid) else []
    if placed.crs == 4326:
        judged += shapes.coarseness(geometries)
    fences = [note("fence-missing", "warning", names=name) for name in raw.fences]
    return Table(
        geometries=geometries,
        columns=columns,
        rows=rows.tolist(),
        crs=placed.crs,
        source=raw.driver,
        layer=raw.layer,
        sha256=sha256,
        notes=notes + raw.notes + built.notes + placed.notes + repairs + judged + fences,
        rejected=sorted(refused + placed.rejected, key=lambda each: each.row),
    )


def _nothing_usable(rejected: list[RowRefusal]) -> Refusal:
    """The file's refusal when no row is left; with one reason for all, that reason's own code."""
    if not rejected:
        return refusal("no-features")
    first = rejected[0]
    code = first.code if {each.code for each in rejected} == {first.code} else "nothing-usable"
    words = refusal("nothing-usable", reason_th=first.th, reason_en=first.en)
    return Refusal(code, words.th, words.en, f"feature {first.row}", rejected=tuple(rejected))
