"""The words of CQL2 text, which the reader and the writer share."""

from __future__ import annotations

import re

from gis.cql2.nodes import ARRAYS, DIMENSIONS, FOLDS, SPATIAL, TEMPORAL

_START = (
    ":_A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
NAME = f"[{_START}][{_START}.0-9\u0300-\u036f\u203f\u2040]*"
"""An identifier without quotes (``identifier`` in the grammar of OGC 21-065r2); Thai letters and vowels are within it."""
WORDS = ("AND", "OR", "NOT", "LIKE", "BETWEEN", "IN", "IS", "NULL", "TRUE", "FALSE", "DIV")
"""Never a name unless quoted."""
CALLED = {op.upper(): op for op in (*SPATIAL, *TEMPORAL, *ARRAYS, *FOLDS)}
"""Operators that are written like functions."""
GEOMETRIES = {kind.upper(): kind for kind in (*DIMENSIONS, "GeometryCollection")}
RESERVED = frozenset({*WORDS, *CALLED, *GEOMETRIES, "DATE", "TIMESTAMP", "INTERVAL", "BBOX"})
PLAIN_NAME = re.compile(NAME)
