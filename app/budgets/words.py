"""The phases of money that tables show, each named: a total always says of which phase it is."""

from __future__ import annotations

from gis.layer import Text

PHASES = (
    ("requested_baht", Text(th="คำขอ", en="Requested")), ("approved_baht", Text(th="เห็นชอบ", en="Approved")),
    ("received_baht", Text(th="ได้รับ", en="Received")), ("obligated_baht", Text(th="ก่อหนี้", en="Obligated")),
    ("disbursed_baht", Text(th="เบิกจ่าย", en="Disbursed")), ("carried_over_baht", Text(th="กันเหลื่อมปี", en="Carried over")),
    ("lapsed_baht", Text(th="พับไป", en="Lapsed")), ("free_baht", Text(th="คงเหลือ", en="Free")),
)  # fmt: skip
"""The phases that tables show, each named."""
