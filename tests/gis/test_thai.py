"""One spelling for what looks alike."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis import thai

SARA_AM, NIKHAHIT, AA, MAI_THO = "\u0e33", "\u0e4d", "\u0e32", "\u0e49"


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("น" + NIKHAHIT + MAI_THO + AA, "น" + MAI_THO + SARA_AM),
        ("น" + MAI_THO + NIKHAHIT + AA, "น" + MAI_THO + SARA_AM),
        ("น" + SARA_AM + MAI_THO, "น" + MAI_THO + SARA_AM),
        ("ก" + NIKHAHIT + AA, "ก" + SARA_AM),
        ("เเม่", "แม่"),
        ("ที\u0e48\u0e48", "ที่"),
        ("ท\u0e48\u0e35", "ท\u0e35\u0e48"),
        ("บ้าน\u200bดง\ufeff", "บ้านดง"),
        ("บ้าน\u00a0 ดง ", "บ้าน ดง"),
        ("ก\x00ข\x1f", "กข"),
        ("ก\r\nข", "ก\nข"),
        ("\ud800", "\ufffd"),
        ("cafe\u0301", "café"),
        ("  Ban  Dong ", "Ban Dong"),
    ],
)
def test_a_spelling_becomes_the_stored_one(written: str, stored: str) -> None:
    assert thai.normalise(written) == stored


def test_sara_am_is_never_split() -> None:
    assert thai.normalise("ลำพูน") == "ลำพูน"
    assert unicodedata.normalize("NFKC", "ลำพูน") != "ลำพูน"


@given(
    st.text(alphabet=st.sampled_from("กขนมเแ\u0e31\u0e32\u0e33\u0e34\u0e38\u0e48\u0e49\u0e4c\u0e4d \u200b\u00a0aé\n"))
)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = thai.normalise(text)
    assert thai.normalise(once) == once


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ส านักงาน", "สำนักงาน"),
        ("ต าบล", "ตำบล"),
        ("อ ำเภอ", "อำเภอ"),
        ("น" + NIKHAHIT + MAI_THO + AA, "น" + MAI_THO + SARA_AM),
        ("ต" + NIKHAHIT + AA + "บล", "ตำบล"),
        ("หมู่ ๑๒–๑๔", "หมู่ 12-14"),
        ("บ้าน\u200b\u00a0\u00a0ดง\n", "บ้าน ดง "),
        ("มา 2 ครั้ง", "มา 2 ครั้ง"),
    ],
)
def test_a_text_is_traced_as_it_is_meant(written: str, meant: str) -> None:
    assert thai.traced(written).text == meant


def test_a_traced_letter_points_to_what_was_written() -> None:
    written = "ณ  ต าบลแม่สา"
    traced = thai.traced(written)
    start = traced.text.index("ตำบล")
    assert written[slice(*traced.source(start, start + 4))] == "ต าบล"
    assert traced.source(2, 2) == (0, 0)


@given(
    st.one_of(st.text(), st.text(alphabet="กตมเแ\u0e31\u0e32\u0e33\u0e34\u0e38\u0e48\u0e49\u0e4c\u0e4d ๑\u200b\u00a0"))
)
def test_every_traced_letter_stands_somewhere_in_the_text_and_in_order(text: str) -> None:
    traced = thai.traced(text)
    assert len(traced.text) == len(traced.starts) == len(traced.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(traced.starts, traced.ends, strict=True))
    assert list(traced.starts) == sorted(traced.starts)


def test_thai_is_plausible_and_latin_read_as_thai_is_not() -> None:
    assert thai.plausible(["หนองขาม", "Nong Kham", "ท่าน้ำร้อน"])
    assert not thai.plausible(["São Tomé".encode("latin-1").decode("cp874")])
    assert not thai.plausible(["หนองขาม".encode().decode("cp874", "replace")])
    assert not thai.plausible(["Bangkok", ""])


def test_the_share_of_thai_counts_only_letters_beyond_ascii() -> None:
    assert thai.share("กข (ab)") == 1
    assert thai.share("กé") == 0.5
    assert thai.share("ab") == 0
