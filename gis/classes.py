"""Classes of data as offices write them, and what each is called in the Government Data Catalog.

The names are those of DGA standard ม 1/2565, the Secrets Rule B.E. 2544 and PDPA B.E. 2562. ``ลับมาก`` and ``ลับที่สุด``
are refused entry: data of these two secret levels stay out of the system, whatever road they come by.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from pydantic import BeforeValidator

from gis.access import Read

NAMES: dict[Read, tuple[str, ...]] = {
    Read.PUBLIC: ("เปิดเผย", "สาธารณะ", "ข้อมูลสาธารณะ"),
    Read.INTERNAL: ("ใช้ภายใน", "เผยแพร่ภายในองค์กร", "ข้อมูลใช้ภายใน"),
    Read.PERSONAL: ("ส่วนบุคคล", "ข้อมูลส่วนบุคคล"),
    Read.CONFIDENTIAL: ("ลับ", "ข้อมูลความลับทางราชการ"),
    Read.PERSONAL_CONFIDENTIAL: ("ส่วนบุคคลและลับ", "ลับและส่วนบุคคล"),
}
"""Each class as it is written; the first is the one that we write."""
CATEGORIES: dict[Read, str] = {
    Read.PUBLIC: "ข้อมูลสาธารณะ",
    Read.INTERNAL: "ข้อมูลใช้ภายใน",
    Read.PERSONAL: "ข้อมูลส่วนบุคคล",
    Read.CONFIDENTIAL: "ข้อมูลความลับทางราชการ",
    Read.PERSONAL_CONFIDENTIAL: "ข้อมูลความลับทางราชการ",
}
"""``data_category`` of GD Catalog, its literal strings; of two that apply the stricter."""
REFUSED = ("ลับมาก", "ลับที่สุด", "secret", "top_secret", "topsecret", "very_secret")
BETWEEN = re.compile(r"[\s\-\u00ad\u200b-\u200d\u2060\ufeff]+")
"""What may stand inside a word without changing it: blanks, hyphens, and marks that nobody sees."""


class ClassRefused(ValueError):
    """The class is one that this system does not hold, or none at all; says what to do instead, ``ไทย · English``."""


def read_class(given: object) -> object:
    """The class that a word names; anything but text is passed through. Raises ClassRefused.

    >>> read_class("เปิดเผย"), read_class("ใช้ภายใน"), read_class(" ลับ ")
    (<Read.PUBLIC: 'public'>, <Read.INTERNAL: 'internal'>, <Read.CONFIDENTIAL: 'confidential'>)
    """
    if not isinstance(given, str):
        return given
    word = _plain(given)
    if word in _REFUSED:
        raise ClassRefused(
            "ระบบนี้ไม่รับข้อมูลชั้นลับมากและลับที่สุด ให้เก็บตามระเบียบว่าด้วยการรักษาความลับของทางราชการ พ.ศ. 2544"
            " และลงไว้ในทะเบียนข้อมูลข่าวสารลับ ในระบบให้มีเพียงรายการทะเบียน"
            " · Very secret and top secret data are refused entry. Keep them under the Rule on Maintenance of Official"
            " Secrets B.E. 2544, in the secret register; store only the register entry here."
        )
    known = _KNOWN.get(word)
    if known is None:
        raise ClassRefused(
            f"ไม่รู้จักชั้นข้อมูล “{given[:40]}” ใช้ {', '.join(names[0] for names in NAMES.values())}"
            f" · “{given[:40]}” is no class of data; use {', '.join(NAMES)}"
        )
    return known


def _plain(word: str) -> str:
    """The word in one form (NFC), small letters, with nothing between its letters."""
    return BETWEEN.sub("", unicodedata.normalize("NFC", word)).casefold()


_KNOWN = {_plain(word): read for read, names in NAMES.items() for word in (read.value, *names)}
_REFUSED = frozenset(map(_plain, REFUSED))

Class = Annotated[Read, BeforeValidator(read_class)]
"""A class of data on its way in."""
