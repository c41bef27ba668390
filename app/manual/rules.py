"""What a chapter of the manual is, which one belongs to a screen, and where words stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import BaseModel, ConfigDict, Field

from gis.layer import Text

ANY = "*"
LONGEST_QUESTION = 100


class Part(BaseModel):
    """Written down once and never changed; a misspelt field is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Picture(Part):
    """A picture of the screen: ``name`` is that of its file, without ending."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    caption: Text


class Task(Part):
    """Something that is often done, step by step."""

    title: Text
    steps: tuple[Text, ...] = Field(min_length=1)


class Key(Part):
    """What a key does; ``keys`` as they are printed on the keyboard."""

    keys: str
    does: Text


class Refusal(Part):
    """What the screen says when it refuses, and what that means for whoever reads it."""

    said: Text
    means: Text


class Stop(Part):
    """A stop of the first-visit tour: ``at`` is the CSS selector of what it shows, the first that can be seen."""

    title: Text
    text: Text
    at: str


class Chapter(Part):
    """One screen. ``covers`` are the beginnings of its addresses, in which ``*`` stands for any one part.

    The first is the address of the screen itself, unless it only ``opens`` for one thing.
    """

    id: str = Field(pattern=r"^[a-z][a-z-]*$")
    group: str
    order: int
    covers: tuple[str, ...] = Field(min_length=1)
    opens: bool = True
    title: Text
    purpose: Text
    tour: tuple[Stop, ...] = ()
    pictures: tuple[Picture, ...] = Field(min_length=1)
    tasks: tuple[Task, ...] = Field(min_length=3, max_length=6)
    keys: tuple[Key, ...] = Field(min_length=1)
    refusals: tuple[Refusal, ...] = Field(min_length=1)

    def texts(self) -> Iterator[Text]:
        """All that it says, but for its title."""
        yield self.purpose
        for stop in self.tour:
            yield from (stop.title, stop.text)
        for picture in self.pictures:
            yield picture.caption
        for task in self.tasks:
            yield from (task.title, *task.steps)
        for key in self.keys:
            yield key.does
        for refusal in self.refusals:
            yield from (refusal.said, refusal.means)


GROUPS = {
    "start": Text(th="เริ่มต้น", en="To begin"),
    "maps": Text(th="แผนที่และการวิเคราะห์", en="Maps and analyses"),
    "places": Text(th="พื้นที่", en="Places"),
    "work": Text(th="แผน โครงการ และเงิน", en="Plans, projects and money"),
    "data": Text(th="ข้อมูล", en="Data"),
    "office": Text(th="หน่วยงานและผู้ใช้", en="The office and its people"),
}
"""The parts of the table of contents, in their order."""


def chapter_of(chapters: Sequence[Chapter], path: str) -> Chapter | None:
    """The chapter of the screen at ``path``: the one that covers most of its parts, literally before by ``*``.

    ``/`` covers the first page alone.
    """
    parts = parts_of(path)
    best: tuple[tuple[int, int], Chapter] | None = None
    for chapter in chapters:
        for beginning in chapter.covers:
            weight = _covers(parts_of(beginning), parts)
            if weight is not None and (best is None or weight > best[0]):
                best = weight, chapter
    return best[1] if best else None


def parts_of(path: str) -> list[str]:
    return [part for part in path.split("/") if part]


def _covers(beginning: list[str], parts: list[str]) -> tuple[int, int] | None:
    """How closely; None where it does not."""
    if not beginning:
        return None if parts else (0, 0)
    if len(beginning) > len(parts) or any(b not in (ANY, p) for b, p in zip(beginning, parts, strict=False)):
        return None
    return len(beginning), len(beginning) - beginning.count(ANY)


def found(chapters: Sequence[Chapter], words: str) -> list[tuple[Chapter, list[Text]]]:
    """The chapters that hold all the words in either language, each with the texts that hold one of them.

    Letters are compared without regard to case.
    """
    sought = words.casefold().split()
    hits = []
    for chapter in chapters:
        texts = list(chapter.texts())
        whole = " ".join(_both(text) for text in (chapter.title, *texts))
        if sought and all(word in whole for word in sought):
            hits.append((chapter, [text for text in texts if any(word in _both(text) for word in sought)]))
    return hits


def _both(text: Text) -> str:
    return f"{text.th} {text.en}".casefold()
