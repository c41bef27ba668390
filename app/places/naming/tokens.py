"""The words that announce a name: จังหวัด จ. อำเภอ อ. เขต ตำบล ต. แขวง หมู่ที่ หมู่ ม. บ้าน, also torn apart by a scan."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from app.places.rules import Level

WINDOW = 48
"""Letters after an announcing word within which its name must end; the longest name of the official list has 25."""
LIST = 400
"""Letters after it within which a list of further names must end (ตำบลก, ข และ ค)."""


def _torn(word: str) -> str:
    """The word, with a space allowed between any two letters and sara aa for sara am."""
    return " ?".join("[ำา]" if letter == "ำ" else letter for letter in word)


_LETTER = "[\u0e01-\u0e2e]"
_NO = f"(?<!{_LETTER})(?<!\\.)"
#: abbreviations that end like ต. อ. จ. and mean something else: อบต. อบจ. รพ.สต. พ.ต. กศจ. ศธจ.
_OTHER_T = r"(?<!อบ)(?<!ท)(?<!ส)(?<!\.)(?<!ร)"
_OTHER_A = r"(?<!\.)(?<!ส)(?<!ศ)(?<!ศษ)(?<!กศ)"
_OTHER_J = r"(?<!อบ)(?<!\.)(?<!ศ)(?<!ธ)(?<!สส)(?<!ท)"
_ONE = r"[0-9]{1,2}(?![0-9/+]|[.,][0-9]{3}|\.[0-9])"
_NUMBERS = rf"{_ONE}(?: ?(?:,|และ|-|ถึง) ?{_ONE})*"

_ANNOUNCED = re.compile(
    "|".join(
        f"(?P<{name}>{pattern})"
        for name, pattern in (
            ("local", r"องค์การบริหารส่วนตำบล|อบต\.?|เทศบาล ?(?:ตำบล|เมือง|นคร)|ท[ตมน]\.|องค์การบริหารส่วนจังหวัด|อบจ\.?"),
            ("province", f"{_torn('จังหวัด')}|{_OTHER_J}จ\\."),
            ("bangkok", r"กรุงเทพ(?:มหานคร|ฯ)|กทม\.?"),
            ("district", f"{_torn('กิ่งอำเภอ')}|{_torn('อำเภอ')}|{_OTHER_A}อ\\.|{_NO}เขต"),
            ("subdistrict", f"(?<!สุขภาพ){_torn('ตำบล')}|{_OTHER_T}ต\\.|{_NO}แขวง"),
            ("numbers", f"(?:{_torn('หมู่ที่')}|หมู่ที่|หมู่|{_NO}(?<![0-9])(?<![0-9] )ม\\.) ?(?P<list>{_NUMBERS})"),
        )
    )
)
_HOME = re.compile(r"(?<!โรงเรียน)(?<!ร\.ร\.)(?<!วัด)(?<!หมู่)(?<!ชาว)(?<!ที่พัก)บ้าน")
_LEVELS = {
    "local": Level.LOCAL_GOVERNMENT,
    "province": Level.PROVINCE,
    "bangkok": Level.PROVINCE,
    "district": Level.DISTRICT,
    "subdistrict": Level.SUBDISTRICT,
    "numbers": Level.VILLAGE,
}
#: what ends a name whatever follows
_STOP = re.compile('[()\\[\\]{}#":;\u201c\u201d\u2026|=<>?!]|[0-9]')
#: one name, perhaps torn once, and nothing after it
_NAME_ONLY = re.compile(r"[^ ,-]+(?: [^ ,-]+)? ?")
_RANGE = re.compile(r"([0-9]+)(?: ?(?:-|ถึง) ?([0-9]+))?")
_LETTERS = re.compile("[\u0e01-\u0e4e]")
_NAME = re.compile(" ?[\u0e01-\u0e2eเ-ไ][\u0e01-\u0e4e]")
_GENERIC = re.compile(
    " ?(?:ละ|ต่าง|ที่|และ|หรือ|ใน|นอก|ของ|นำร่อง|เป้าหมาย|ทั้ง|ทุก|ใกล้|อื่น|ชายแดน|ภาค|กลุ่ม|เพื่อ|แบบ|บูรณาการ|จัดการ|เคลื่อน"
    "|มี|ให้|ได้|ตาม|จำนวน|รวม|ด้าน|สู่|ทาง|พื้นที่|เศรษฐกิจ|ยิ้ม)"
)


@dataclass(frozen=True)
class Token:
    """An announcing word at ``text[start:name]`` and the letters after it in which its name may stand."""

    level: Level
    start: int
    name: int
    stop: int
    until: int
    word: str
    numbers: tuple[int, ...] = ()
    #: whether the word stands so often for something else that only a name to the letter makes it an area
    strict: bool = False

    @property
    def metropolitan(self) -> bool:
        """Whether only the capital has areas so called."""
        return self.word in ("เขต", "แขวง")

    @property
    def capital(self) -> bool:
        """Whether the word is itself the name of Bangkok."""
        return self.word.startswith("กทม") or self.word.startswith("กรุงเทพ")


def tokens(text: str) -> list[Token]:
    """The announcing words of a traced text, each with its window: up to the next one, a bracket or a digit."""
    found = list(_ANNOUNCED.finditer(text))
    edges = [*(match.start() for match in found), len(text)][1:]
    heads = [_token(match, text, edge) for match, edge in zip(found, edges, strict=True)]
    return sorted([*heads, *_homes(text, heads)], key=lambda token: token.start)


def _token(match: re.Match[str], text: str, edge: int) -> Token:
    kind = match.lastgroup or ""
    start, end = match.span()
    word = match.group().replace(" ", "")
    strict = word in ("เขต", "แขวง") or (
        word.endswith(".") and _LETTERS.match(text, max(start - 1, 0), start) is not None
    )
    numbers = listed(match.group("list")) if kind == "numbers" else ()
    until = _stop(text, end, min(edge, end + LIST))
    return Token(_LEVELS[kind], start, end, min(until, end + WINDOW), until, word, numbers, strict)


def _stop(text: str, end: int, limit: int) -> int:
    halt = _STOP.search(text, end, limit)
    return halt.start() if halt else limit


def _homes(text: str, heads: list[Token]) -> list[Token]:
    """The word บ้าน where it begins a village's name: not that of a subdistrict or district (ตำบลบ้านไทร), nor where the
    village's number follows (บ้านดง หมู่ที่ 4): the number is its identity, the name is not.
    """
    taken = {token.name + (text[token.name : token.name + 1] == " ") for token in heads}
    numbered = {token.start for token in heads if token.numbers}
    found = [match for match in _HOME.finditer(text) if match.start() not in taken]
    edges = sorted([token.start for token in heads] + [match.start() for match in found] + [len(text)])
    homes = []
    for match in found:
        edge = edges[bisect_right(edges, match.start())]
        stop = _stop(text, match.end(), min(edge, match.end() + WINDOW))
        token = Token(Level.VILLAGE, match.start(), match.end(), stop, stop, "บ้าน", strict=True)
        if not (edge in numbered and token.stop == edge and _NAME_ONLY.fullmatch(text, token.name, token.stop)):
            homes.append(token)
    return homes


def listed(text: str) -> tuple[int, ...]:
    """Village numbers of a list such as "1,3,5-7": 1 to 99, each once, in order; none when a range runs backwards."""
    numbers: list[int] = []
    for first, last in _RANGE.findall(text):
        numbers += range(int(first), int(last or first) + 1)
    return tuple(dict.fromkeys(number for number in numbers if 1 <= number <= 99))


def names_something(text: str, token: Token) -> bool:
    """Whether a name stands after the word at all: ตำบลละ, ในจังหวัด and the like announce none."""
    after = text[token.name : token.stop]
    return _NAME.match(after) is not None and _GENERIC.match(after) is None
