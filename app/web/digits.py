"""Thai digits by preference (เลขไทย): a finished page shows them where people read, and Arabic ones where programs do.

One place does it for every page, so that no template knows of it. Values of fields, addresses, data-attributes, code, what
is in English and terms with Latin letters (A4, EPSG:32647, O-1, P-2569) stay as they are. Scripts: ``static/js/digits.js``.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from typing import TypeVar, cast

from app.core.money import THAI_WRITTEN
from gis.svgmap import Picture

Told = TypeVar("Told")
TOKEN = re.compile(
    r"<!--.*?-->|<(script|style|textarea)\b.*?</\1\s*>|<(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>|[^<]++", re.DOTALL
)
"""A comment, what is no text of the page, a tag, or a text."""
RUN = re.compile(r"&#?\w++;|[!-%'-:<-~]*[A-Za-z][!-%'-:<-~]*|([0-9]++)")
"""A character by its name, a term with a Latin letter, or digits."""
TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)")
TOLD = re.compile(r'(?<=\s)(aria-label|aria-valuetext|title|alt|placeholder|data-name)="([^"]*+)"')
"""Attributes that people read: by ear, under the pointer, or as a column's name in a card."""
LEFT = frozenset({"code", "pre", "kbd", "samp"})
KEPT = re.compile(r'\s(?:lang="en"|translate="no")')
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


def in_thai(page: str) -> str:
    """The page with Thai digits.

    >>> in_thai('<p title="3 ข้อ">พ.ศ. 2569, A4 <code>1</code> <input value="7"><b lang="en">8</b> 9&#39;</p>')
    '<p title="๓ ข้อ">พ.ศ. ๒๕๖๙, A4 <code>1</code> <input value="7"><b lang="en">8</b> ๙&#39;</p>'
    >>> in_thai("<option selected>2569</option>")
    '<option selected value="2569">๒๕๖๙</option>'
    """
    parts: list[str] = []
    left, depth, is_bare = "", 0, False
    for found in TOKEN.finditer(page):
        token = found.group()
        if token[0] != "<":
            if is_bare:  # the text of an option without a value is its value
                parts[-1] = f'{parts[-1][:-1]} value="{token.strip()}">'
            parts.append(token if left else told(token))
            is_bare = False
            continue
        ends, name = _named(token)
        is_open = bool(name) and not ends and name not in VOID and not token.endswith("/>")
        if left:
            depth += (is_open - bool(ends)) if name == left else 0
            left = left if depth else ""
        elif is_open and (name in LEFT or KEPT.search(token)):
            left, depth = name, 1
        elif name and not KEPT.search(token):
            token = TOLD.sub(_attribute, token)
        is_bare = not left and is_open and name == "option" and " value=" not in token
        parts.append(token)
    return "".join(parts)


def told(words: str) -> str:
    """Words of a page, as they stand in HTML, with Thai digits."""
    return RUN.sub(lambda run: run.group(1).translate(THAI_WRITTEN) if run.group(1) else run.group(), words)


def in_values(values: Told, kept: Collection[str] = ()) -> Told:
    """Values for a paper with Thai digits in their texts; what is named as ``kept`` is for programs, and stays.

    >>> in_values({"said": ["3 ข้อ"], "file": "key-3", "count": 3}, {"file"})
    {'said': ['๓ ข้อ'], 'file': 'key-3', 'count': 3}
    """
    made: object = values
    if isinstance(values, str):
        made = told(values)
    elif isinstance(values, list):
        made = [in_values(each, kept) for each in values]
    elif isinstance(values, dict):
        made = {name: each if name in kept else in_values(each, kept) for name, each in values.items()}
    return cast(Told, made)


def in_picture(picture: Picture) -> Picture:
    """A drawing with Thai digits in the names and numbers on it."""
    return replace(picture, labels=tuple(replace(each, text=told(each.text)) for each in picture.labels))


def _attribute(found: re.Match[str]) -> str:
    return f'{found.group(1)}="{told(found.group(2))}"'


def _named(token: str) -> tuple[str, str]:
    """Whether a tag ends an element, and of which name; a comment, and what is left whole, have none."""
    found = None if token.startswith(("<script", "<style", "<textarea")) else TAG.match(token)
    return (found.group(1), found.group(2)) if found else ("", "")
