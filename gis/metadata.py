"""How words of the Government Data Catalog read in both languages. A word of an office's own stays as it is."""

from __future__ import annotations

from gis.access import Read
from gis.layer import Layer, Metadata, Text

FREQUENCIES = {"ปี": "year", "ไตรมาส": "quarter", "เดือน": "month", "สัปดาห์": "week", "วัน": "day", "ตามเวลาจริง": "moment"}
"""Units of how often data change."""
COVERAGES = {
    "โลก": "the world", "ประเทศ": "the country", "ภาค": "region", "จังหวัด": "province", "อำเภอ": "district",
    "ตำบล": "subdistrict", "หมู่บ้าน": "village", "พิกัด": "coordinates", "ไม่มี": "none",
}  # fmt: skip
"""How finely data tell places apart."""
KINDS = {
    Read.PUBLIC: "public data", Read.INTERNAL: "internal data", Read.PERSONAL: "personal data",
    Read.CONFIDENTIAL: "official secrets", Read.PERSONAL_CONFIDENTIAL: "official secrets",
}  # fmt: skip
"""The categories of data by the class of a layer, see ``gis.classes.CATEGORIES``."""


def frequency(metadata: Metadata) -> Text:
    """How often the data are brought up to date: ``ทุกปี``, ``every 3 months``."""
    unit, times = metadata.update_frequency_unit, metadata.update_frequency_interval
    often = f" {times} " if times > 1 else ""
    english = FREQUENCIES.get(unit, unit)
    return Text(th=f"ทุก{often}{unit}", en=f"every{often or ' '}{english}{'s' if times > 1 else ''}")


def coverage(metadata: Metadata) -> Text:
    """How finely the data tell places apart: ``ตำบล``, ``subdistrict``."""
    told = metadata.geo_coverage
    return Text(th=told, en=COVERAGES.get(told, told))


def category(layer: Layer) -> Text:
    """The category of the layer's data: ``ข้อมูลสาธารณะ``, ``public data``."""
    return Text(th=layer.data_category, en=KINDS[layer.access.read])
