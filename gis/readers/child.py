"""The child process that reads one untrusted file: fences up, one job in on stdin, one answer out on stdout.

Started by `gis.readers.sandbox` as `python -I -B -c ...`; everything that it needs is imported before the fences stand,
nothing of the file is touched until they do.
"""

from __future__ import annotations

import encodings.cp874
import encodings.idna
import encodings.utf_16
import sys
import warnings
from pathlib import Path

from gis.readers import fences, geojson, gpkg, jsontext, kml, shapefile, vector
from gis.readers.refusal import Refusal
from gis.readers.sentences import refusal
from gis.readers.wire import Job, RawLayer, dump_layer, dump_refusal, load_job

#: imported only so that no codec has to be looked for once the fences stand
_CODECS = (encodings.cp874, encodings.idna, encodings.utf_16)


def main() -> None:
    """Read the job on stdin, answer on stdout."""
    warnings.simplefilter("ignore")
    job = load_job(sys.stdin.buffer.read())
    missing = fences.raise_all({Path(path).parent for path in job.files.values()}, job.limits)
    try:
        raw = read(job)
        raw.fences = missing
        answer = dump_layer(raw)
    except Refusal as told:
        answer = dump_refusal(told)
    except MemoryError:
        answer = dump_refusal(refusal("reader-memory"))
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


def read(job: Job) -> RawLayer:
    """The raw layer that a job asks for. Raises Refusal."""
    if job.kind == "fgb":
        return vector.read(job.files[".fgb"], "FlatGeobuf", None, job.limits)
    return {"gpkg": gpkg.read, "kml": kml.read, "shapefile": shapefile.read, "json": read_json}[job.kind](job)


def read_json(job: Job) -> RawLayer:
    """GeoJSON in any of its shapes, or TopoJSON."""
    text, notes = jsontext.decode(Path(job.files[".json"]).read_bytes())
    document, constants = jsontext.parse(text, job.limits)
    if isinstance(document, dict) and document.get("type") == "Topology":
        raw = read_topology(text, job)
    else:
        raw = geojson.read(document, job.limits, constants=constants)
    raw.notes = notes + raw.notes
    return raw


def read_topology(text: str, job: Job) -> RawLayer:
    """One object of a TopoJSON topology, by GDAL."""
    data = text.encode()
    raw = vector.read(data, "TopoJSON", vector.choose(vector.layers(data), job.layer), job.limits)
    raw.degrees_by_standard = True
    return raw
