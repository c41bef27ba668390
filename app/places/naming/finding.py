"""``find``: the areas that a title names, from the largest to the smallest, each within those named above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.places.naming import reading
from app.places.naming.checking import confirmed
from app.places.naming.gazetteer import BANGKOK, Gazetteer, Names
from app.places.naming.groups import Group, grouped
from app.places.naming.mention import Mention, Places, Verdict
from app.places.naming.reading import Read
from app.places.naming.tokens import Token, names_something, tokens
from app.places.rules import OFFICIAL_LEVELS, Level
from gis import thai

EVERYWHERE = ("",)


def find(text: str, gazetteer: Gazetteer, *, province: str | None = None) -> Places:
    """The areas that ``text`` names. Pure; time grows with the length of the text.

    ``province``: the code of the province that the text belongs to (the agency's), used only where the text names none.
    A name that may mean several areas is given with its candidates; none of them is taken.
    """
    traced = thai.traced(text)
    found = _Finding(traced.text, gazetteer, (province,) if province else EVERYWHERE).mentions()
    placed = []
    for mention in sorted(found, key=lambda each: (each.start, each.end, each.code or "")):
        start, end = traced.source(mention.start, mention.end)
        name = gazetteer.name(mention.code) if mention.code else None
        answer = confirmed(mention.code, name) if mention.code and name else None
        placed.append(replace(mention, start=start, end=end, confirmed=answer))
    return Places(tuple(placed))


def _provinces(scope: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code[:2] for code in scope))


class _Finding:
    """The state of one reading: what was found, and which letters it took."""

    def __init__(self, text: str, gazetteer: Gazetteer, context: tuple[str, ...]) -> None:
        self._text = text
        self._gazetteer = gazetteer
        self._context = context
        self._found: list[Mention] = []
        self._taken = bytearray(len(text))
        self._names: dict[tuple[Level, tuple[str, ...]], Names] = {}

    def mentions(self) -> list[Mention]:
        heads = tokens(self._text)
        for token in heads:
            if token.level is Level.LOCAL_GOVERNMENT:
                self._local(token)
        groups = grouped(heads)
        for level in OFFICIAL_LEVELS:
            for group in groups:
                if group.level is level:
                    self._group(group)
        self._settle(groups)
        return self._found

    def _group(self, group: Group) -> None:
        scope, wider = self._scope(group)
        for token in group.tokens:
            if any(self._taken[token.start : token.name]):
                continue
            if token.numbers:
                self._numbers(token, group)
            elif token.level is Level.VILLAGE:
                self._home(token, group)
            else:
                self._named(token, group, scope, wider)

    def _scope(self, group: Group) -> tuple[tuple[str, ...], bool]:
        """The areas that the group lies in, as narrow as they could be read, and whether a narrower could not."""
        if group.level is Level.PROVINCE:
            return EVERYWHERE, False
        for passed, above in enumerate(group.above):
            if above.codes:
                return tuple(dict.fromkeys(above.codes)), passed > 0
        return self._context, bool(group.above)

    def _named(self, token: Token, group: Group, scope: tuple[str, ...], wider: bool) -> None:
        if token.metropolitan:
            scope = tuple(code for code in scope if code.startswith(BANGKOK)) or (BANGKOK,)
        names = self._within(token.level, scope)
        read = self._read(token, names, scope)
        if read is None:
            self._elsewhere(token, scope)
            return
        if wider and read.verdict is Verdict.EXACT:
            read = replace(read, verdict=Verdict.WIDER)
        self._keep(token.start, token.name + read.length, token.level, read, group)
        if scope != EVERYWHERE or token.level is Level.PROVINCE:
            for start, further in reading.more(self._text, token.name + read.length, token.until, names):
                self._keep(start, start + further.length, token.level, further, group)

    def _within(self, level: Level, scope: tuple[str, ...]) -> Names:
        """As the gazetteer's, remembered for this text."""
        if (level, scope) not in self._names:
            self._names[level, scope] = self._gazetteer.within(level, scope)
        return self._names[level, scope]

    def _read(self, token: Token, names: Names, scope: tuple[str, ...]) -> Read | None:
        if token.capital:
            return Read(0, (BANGKOK,)) if self._gazetteer.knows(BANGKOK) else None
        window = self._text[token.name : token.stop]
        read = reading.exact(window, names)
        if read is None and token.level is Level.DISTRICT:
            read = reading.capital(window, self._gazetteer.capitals(scope))
        if read is not None or token.strict:
            return read
        if reading.exact(window, self._within(token.level, _provinces(scope))):
            return None
        if scope != EVERYWHERE or token.level is Level.PROVINCE:
            read = reading.near(window, names)
        return read or reading.glued(window, names)

    def _elsewhere(self, token: Token, scope: tuple[str, ...]) -> None:
        """A name that is not one of the scope: where it does exist, or that it exists nowhere."""
        if token.strict:
            return
        window = self._text[token.name : token.stop]
        for wider in (_provinces(scope), EVERYWHERE):
            read = None if wider == scope else reading.exact(window, self._within(token.level, wider))
            if read:
                end = token.name + read.length
                self._add(Mention(token.start, end, token.level, Verdict.CONFLICT, None, read.codes))
                return
        if names_something(self._text, token):
            self._add(Mention(token.start, self._word(token), token.level, Verdict.UNKNOWN))

    def _word(self, token: Token) -> int:
        """Where the first word after the announcing one ends."""
        window = self._text[token.name : token.stop]
        begin = len(window) - len(window.lstrip())
        return token.name + begin + len(window[begin:].split(" ")[0])

    def _keep(self, start: int, end: int, level: Level, read: Read, group: Group) -> None:
        group.codes += read.codes
        if len(read.codes) == 1:
            self._add(Mention(start, end, level, read.verdict, read.codes[0]))
        else:
            self._add(Mention(start, end, level, Verdict.AMBIGUOUS, None, read.codes))

    def _numbers(self, token: Token, group: Group) -> None:
        """หมู่ที่ 1,3,5-7 of the subdistrict: the number is a village's identity, its name is not."""
        homes = self._subdistricts(group)[:1]
        for number in token.numbers:
            codes = tuple(f"{home}{number:02d}" for home in homes)
            if codes and self._gazetteer.knows(codes[0]):
                group.codes += codes
                self._add(Mention(token.start, token.name, Level.VILLAGE, Verdict.EXACT, codes[0]))
            else:
                self._add(Mention(token.start, token.name, Level.VILLAGE, Verdict.UNKNOWN, None, codes))

    def _home(self, token: Token, group: Group) -> None:
        """บ้าน and a name that a village of the subdistrict bears to the letter; anything else is a house."""
        homes = dict.fromkeys(self._subdistricts(group))
        names = self._within(Level.VILLAGE, tuple(homes))
        read = reading.exact(self._text[token.name : token.stop], names)
        if read:
            self._keep(token.start, token.name + read.length, Level.VILLAGE, read, group)

    @staticmethod
    def _subdistricts(group: Group) -> list[str]:
        """Subdistricts that the group lies in, when it is clear which those are."""
        above = next((above for above in group.above if above.level is Level.SUBDISTRICT), None)
        return list(above.codes) if above else []

    def _local(self, token: Token) -> None:
        """A local government is not the subdistrict it is named after: its own area, or none that is known."""
        window = self._text[token.name : token.stop]
        read = reading.exact(window, self._gazetteer.within(Level.LOCAL_GOVERNMENT, EVERYWHERE))
        if read and len(read.codes) == 1:
            self._add(Mention(token.start, token.name + read.length, token.level, Verdict.EXACT, read.codes[0]))
        elif read:
            self._add(Mention(token.start, token.name + read.length, token.level, Verdict.AMBIGUOUS, None, read.codes))
        elif names_something(self._text, token):
            self._add(Mention(token.start, self._word(token), token.level, Verdict.UNKNOWN))

    def _add(self, mention: Mention) -> None:
        self._found.append(mention)
        self._taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)

    def _settle(self, groups: Sequence[Group]) -> None:
        """A name of several areas of which only one holds the smaller area that the text puts into it (อำเภอเฉลิมพระเกียรติ,
        five in the country).
        """
        sure = {one.code for one in self._found if one.code}
        meant = {id(group): frozenset(group.codes) for group in groups}
        holding: set[str] = set()
        for group in groups:
            inner = meant[id(group)] & sure
            around = {code[:digits] for code in inner for digits in range(2, len(code), 2)}
            for above in group.above:
                holding |= around & meant[id(above)]
        for at, mention in enumerate(self._found):
            left = [code for code in mention.candidates if code in holding]
            if mention.verdict is Verdict.AMBIGUOUS and len(left) == 1:
                self._found[at] = replace(mention, verdict=Verdict.INFERRED, code=left[0], candidates=())
