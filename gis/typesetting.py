"""Documents set by typst: a layout of ours, values as JSON, files beside it; never text of people as source.

Thai marks are placed by the glyphs that the font has for them and not by offsets, else what readers copy is not what was
written (ADR 0051): each layout says ``features: (mark: 0, mkmk: 0)``.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import typst

Form = Literal["pdf", "png", "svg"]
VALUES = "told.json"
"""Where a layout finds its values."""


def typeset(
    layout: Path,
    values: Mapping[str, object],
    *,
    fonts: Sequence[Path],
    files: Mapping[str, bytes] | None = None,
    form: Form = "pdf",
    ppi: float = 144,
) -> bytes:
    """The document as bytes; of PNG and SVG the only page. ``fonts`` are folders, and no other fonts are used.

    ``ppi`` is how many dots a PNG has to the inch. Raises typst.TypstError when the layout is wrong.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / layout.name).write_bytes(layout.read_bytes())
        (root / VALUES).write_text(json.dumps(values, ensure_ascii=False), "utf-8")
        for name, content in (files or {}).items():
            (root / name).write_bytes(content)
        found: list[Any] = [str(each) for each in fonts]
        made = typst.compile(
            str(root / layout.name), root=folder, font_paths=found, ignore_system_fonts=True, format=form, ppi=ppi
        )
    assert isinstance(made, bytes)
    return made
