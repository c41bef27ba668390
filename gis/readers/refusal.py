"""Why a file, or a row of it, is not taken: a sentence in Thai and English with the place and the remedy.

Refusal                the file cannot be taken
+-- Question           it can be taken once somebody answers (`choices`)
RowRefusal             one row cannot be taken, the rest can
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RowRefusal:
    """One row that is left out: its 1-based source row and the reason in both languages."""

    row: int
    code: str
    th: str
    en: str


@dataclass(frozen=True)
class Choice:
    """One possible answer to a `Question`: the keyword of `read` and the value to hand it.

    `option` is `crs`, `layer`, `encoding` or `swap_axes`; on the command line it becomes `--crs 32647`.
    """

    option: str
    value: str
    title_th: str
    title_en: str


class Refusal(Exception):
    """A file that cannot be taken.

    `code` is stable for programs; `th` and `en` are whole sentences with the remedy; `place` says where in the file
    ("feature 3", "line 1 column 30", "tambon.dbf") and is empty when the whole file is meant; `rejected` lists the
    rows when the file is refused because no row could be used.
    """

    def __init__(self, code: str, th: str, en: str, place: str = "", *, rejected: tuple[RowRefusal, ...] = ()) -> None:
        super().__init__(f"{code}: {en}" + (f" ({place})" if place else ""))
        self.code = code
        self.th = th
        self.en = en
        self.place = place
        self.rejected = rejected


class Question(Refusal):
    """A refusal that an answer turns into a reading: call `read` again with one of the `choices`."""

    def __init__(self, code: str, choices: tuple[Choice, ...], th: str, en: str, place: str = "") -> None:
        super().__init__(code, th, en, place)
        self.choices = choices
