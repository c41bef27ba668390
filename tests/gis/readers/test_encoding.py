"""The bytes decide, not the declaration."""

import pytest

from gis.readers import encoding

NAMES = ["หนองขาม", "นายาว", "ท่าน้ำร้อน", "Nong Kham"]


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("874", "cp874"),
        ("OEM 874", "cp874"),
        ("ANSI 874", "cp874"),
        ("windows-874", "cp874"),
        ("TIS-620", "cp874"),
        ("tis620", "cp874"),
        ("ISO-8859-11", "cp874"),
        ("UTF-8", "utf-8"),
        ("65001", "utf-8"),
        ("ISO 88591", "cp1252"),
        ("ANSI 1252", "cp1252"),
        ("Klingon", None),
        ("", None),
    ],
)
def test_a_declaration_is_understood(text: str, codec: str | None) -> None:
    assert encoding.declared_codec(text) == codec


@pytest.mark.parametrize("declared", [None, "utf-8", "cp874", "cp1252"])
@pytest.mark.parametrize("codec", ["utf-8", "cp874"])
def test_thai_is_recognised_whatever_is_declared(codec: str, declared: str | None) -> None:
    decision = encoding.decide([name.encode(codec) for name in NAMES], declared)
    assert decision == encoding.Decision(codec, certain=True)


def test_utf8_is_recognised_when_every_name_is_cut_inside_a_letter() -> None:
    decision = encoding.decide([name.encode()[:-1] for name in NAMES[:3]], None)
    assert decision == encoding.Decision("utf-8", certain=True)


def test_a_single_broken_row_does_not_change_the_table() -> None:
    values = [name.encode() for name in NAMES] * 20 + ["นา".encode("cp874")]
    assert encoding.decide(values, None).codec == "utf-8"
    assert encoding.decode("นา".encode("cp874"), "utf-8") == ("นา", False)


def test_what_is_neither_is_left_to_the_declaration_and_called_uncertain() -> None:
    values = ["São Tomé".encode("cp1252"), "Zürich".encode("cp1252")]
    assert encoding.decide(values, "cp1252") == encoding.Decision("cp1252", certain=False)


def test_ascii_proves_nothing_and_needs_nothing() -> None:
    assert encoding.decide([b"Ban Dong"], "cp874") == encoding.Decision("utf-8", certain=True)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("กข".encode(), "กข".encode()),
        ("กข".encode()[:-1], "ก".encode()),
        ("กข".encode()[:-2], "ก".encode()),
        (b"abc", b"abc"),
        (b"", b""),
        (b"\x80\x80\x80\x80\x80", b"\x80\x80\x80\x80\x80"),
        ("é".encode()[:1], b""),
    ],
)
def test_only_half_a_letter_at_the_end_is_dropped(value: bytes, kept: bytes) -> None:
    assert encoding.without_half(value) == kept


@pytest.mark.parametrize(
    "broken",
    [
        "หนองขาม".encode().decode("latin-1"),
        "หนองขาม".encode("cp874").decode("latin-1"),
        "หนองขาม".encode("cp874").decode("cp1252"),
        "หนองขาม".encode().decode("latin-1").encode("latin-1").decode("cp1252", "ignore"),
    ],
)
def test_reversible_mojibake_is_reversed(broken: str) -> None:
    repaired = encoding.repair_mojibake(broken)
    assert repaired is None or set(repaired) <= set("หนองขาม")


def test_utf8_read_as_cp874_is_reversed() -> None:
    broken = "".join(chr(b) if b < 0xA0 else bytes([b]).decode("cp874") for b in "บางนา".encode())
    assert encoding.repair_mojibake(broken) == "บางนา"


@pytest.mark.parametrize("text", ["São Tomé", "naïve", "100 m²", "30 °C", "“คำ”", "หนองขาม", "เธอ", "Zürich", "–", "é"])
def test_text_that_is_right_stays(text: str) -> None:
    assert encoding.repair_mojibake(text) is None
