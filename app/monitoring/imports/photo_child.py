"""The child process that decodes untrusted photos: fences up, the files on stdin, the answer on stdout.

In: a line of JSON with the length of each file, then the files. Out: a line of JSON with what is told of each, then each
photo drawn anew as JPEG: nothing of the file that came in is in it, neither what the camera wrote nor what somebody hung
behind the image. Everything that is needed is imported before the fences stand.
"""

from __future__ import annotations

import io
import json
import struct
import sys
import warnings
from typing import Any

from PIL import ExifTags, Image, ImageOps, JpegImagePlugin, PngImagePlugin, UnidentifiedImageError, WebPImagePlugin

from gis.readers import fences
from gis.readers.table import Limits

FORMATS = ("JPEG", "PNG", "WEBP")
LONGEST_SIDE = 1600
MOST_PIXELS = 60_000_000
QUALITY = 82
LIMITS = Limits(memory_bytes=1 << 30, cpu_seconds=40, open_files=32)
_PLUGINS = (JpegImagePlugin, PngImagePlugin, WebPImagePlugin)
"""Imported here, so that none has to be looked for once the fences stand."""


def main() -> None:
    """Read the photos on stdin, answer on stdout."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    Image.preinit()
    line, _, data = sys.stdin.buffer.read().partition(b"\n")
    missing = fences.raise_all([], LIMITS)
    answers, start = [], 0
    for length in json.loads(line):
        answers.append(answer(data[start : start + length]))
        start += length
    heads = [head | {"length": len(drawn), "fences": missing} for head, drawn in answers]
    sys.stdout.buffer.write(json.dumps(heads).encode() + b"\n" + b"".join(drawn for _, drawn in answers))
    sys.stdout.buffer.flush()


def answer(data: bytes) -> tuple[dict[str, Any], bytes]:
    """What is told of a photo, and the photo drawn anew; or why it was refused."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _drawn(data)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError, MemoryError):
        return {"refused": "photo-pixels"}, b""
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, ZeroDivisionError, struct.error):
        return {"refused": "photo-broken"}, b""


def _drawn(data: bytes) -> tuple[dict[str, Any], bytes]:
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        image.load()
        told = _told(image)
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        flat = Image.new("RGB", upright.size, "white")
        layer = upright.convert("RGBA") if upright.mode in ("RGBA", "LA", "P", "PA") else upright.convert("RGB")
        flat.paste(layer, mask=layer if layer.mode == "RGBA" else None)
        out = io.BytesIO()
        flat.save(out, "JPEG", quality=QUALITY, optimize=True)
    return told | {"width": flat.width, "height": flat.height}, out.getvalue()


def _told(image: Image.Image) -> dict[str, Any]:
    """Time and position that the camera wrote; what is nonsense counts as not written."""
    try:
        exif = image.getexif()
        inner, gps = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
        taken = inner.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
        offset = inner.get(ExifTags.Base.OffsetTimeOriginal)
        lat = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), "NS", 90)
        lon = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), "EW", 180)
    except Exception:  # whatever a hostile header makes the reader trip over, the photo itself was decoded
        return {"taken": None, "offset": None, "lon": None, "lat": None}
    known = lat is not None and lon is not None and (lat, lon) != (0.0, 0.0)
    return {
        "taken": taken if isinstance(taken, str) else None,
        "offset": offset if isinstance(offset, str) else None,
        "lon": lon if known else None, "lat": lat if known else None,
    }  # fmt: skip


def _degrees(parts: Any, side: Any, sides: str, most: float) -> float | None:
    """Degrees, minutes and seconds as one number; None unless it is one on this earth."""
    if not isinstance(parts, tuple) or len(parts) != 3 or side not in tuple(sides):
        return None
    value = sum(float(part) / 60**place for place, part in enumerate(parts))
    return (value if side == sides[0] else -value) if 0 <= value <= most else None
