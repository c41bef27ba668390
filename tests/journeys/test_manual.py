"""Each screen and print beside its picture in the manual. ``--new-pictures`` keeps what is seen instead of comparing it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import Request
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING
from app.core.calendar import written_day
from app.core.cluster import Database
from app.core.database import engine_of
from app.core.settings import Settings
from app.core.viewing import show_to
from app.main import create_service
from app.manual.chapters import CHAPTERS
from app.web import words
from app.web.identity import NOBODY, Identity, Standing
from app.web.words import Language
from gis.layer import Text
from tests import cast
from tests.conftest import TOY, clone_of, of_worker
from tests.journeys.conftest import SOFTWARE_GL
from tests.journeys.photographed import furnish
from tests.journeys.pictures import (
    FAR,
    PAPERS,
    SHOTS,
    STEADY,
    STYLE,
    Shot,
    difference,
    first_page,
    marked,
    small,
    stored,
)
from tests.live import listening

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("manual")]
WHO = "position"
LONGEST_SETTLING = 20
"""Pictures until a page has to stand still."""
PATIENCE = 120_000
"""Milliseconds, on a machine that has much else to do."""


@pytest.fixture(scope="module")
def province(server: Database) -> Iterator[Database]:
    """The toy province with something on each desk."""
    with clone_of(server, TOY, of_worker("manual")) as made:
        furnish(made)
        yield made


@pytest.fixture(scope="module")
def address(settings: Settings, province: Database) -> Iterator[str]:
    """The service of that province, to which a cookie says in which position somebody looks."""
    engine = engine_of(province, pool_size=1)
    with Session(engine) as session:
        show_to(session, EVERYTHING)
        known = {number: cast.acting(session, number) for number in cast.HOLDERS}
    engine.dispose()

    def identify(request: Request) -> Identity:
        number = request.cookies.get(WHO, "")
        if number not in known:
            return NOBODY
        _, _, th, en, *_ = cast.POSITIONS[number]
        name = cast.HOLDERS[number]
        standing = Standing(Text(th=name, en=name), Text(th=str(th), en=str(en)))
        return Identity(known[number].viewer, known[number], account=number, token="token", standing=standing)

    service = create_service(settings.model_copy(update={"province": "98"}), province)
    service.state.identify = identify
    with listening(service) as found:
        yield found


@pytest.fixture(scope="module")
def window(address: str, launch: Callable[[list[str]], Browser]) -> Iterator[Callable[[Shot], Page]]:
    """An empty page in a window of that size, in front of whoever looks. Windows of a size share what they have loaded."""
    opened: dict[tuple[int, int, float], BrowserContext] = {}

    def of(shot: Shot) -> Page:
        if shot.window not in opened:
            width, height, dots = shot.window
            opened[shot.window] = launch(SOFTWARE_GL).new_context(
                viewport={"width": width, "height": height}, device_scale_factor=dots, locale="th-TH",
                reduced_motion="reduce", bypass_csp=True,
            )  # fmt: skip
        context = opened[shot.window]
        context.clear_cookies()
        cookies = {"phaen": "in", WHO: shot.by} if shot.by else {}
        for name, value in cookies.items():
            context.add_cookies([{"name": name, "value": value, "url": address}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        return page

    yield of
    for context in opened.values():
        context.close()


def days() -> list[tuple[str, str]]:
    """Each way in which a page writes the day of the run, or the day before, and the same of the day that stays."""
    is_, was = words.today(), "22"
    found = []
    for day in (is_, is_ - timedelta(days=1)):
        found += [
            (words.long_date(day, Language.THAI), f"{was} มิถุนายน 2569"),
            (words.short_date(day, Language.THAI), f"{was} มิ.ย. 2569"),
            (written_day(day), f"{was}/06/2569"),
            (day.isoformat(), f"2026-06-{was}"),
        ]
    return found


def photographed(page: Page, shot: Shot, address: str) -> Image.Image:
    page.goto(address + shot.path, wait_until="load")
    page.wait_for_selector(shot.waits_for)
    page.evaluate("document.fonts.ready.then(() => null)")
    page.evaluate(STEADY, {"days": days(), "steady": STYLE})
    seen = Image.open(io.BytesIO(settled(page))).convert("RGB")
    if shot.covered:
        seen.paste("white", shot.covered)
    return seen


def taken(page: Page) -> bytes:
    return page.screenshot(animations="disabled")


def settled(page: Page) -> bytes:
    """A picture that is the same as the one before it: fonts, labels and tiles come after a page says that it is ready."""
    before, now = b"", taken(page)
    for _ in range(LONGEST_SETTLING):
        if now == before:
            break
        page.wait_for_timeout(200)
        before, now = now, taken(page)
    return now


def compare(name: str, seen: Image.Image, folder: Path, keep: bool) -> None:
    """Keeps the picture, or fails where it is another than the kept one, and names where both lie."""
    if keep:
        stored(name).write_bytes(small(seen))
        return
    assert stored(name).is_file(), f"{name} has no picture: pytest {Path(__file__).name} --new-pictures"
    with Image.open(stored(name)) as kept:
        told = difference(kept, seen)
        if told.is_seen:
            seen.save(folder / f"{name}.new.png")
            marked(kept, seen).save(folder / f"{name}.difference.png")
    assert not told.is_seen, (
        f"{name} differs from its picture: {told.whole:.2%} of it, {told.cell:.1%} of one square; see {folder}."
        " Where the change is meant, take it with --new-pictures and look at it."
    )


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
def test_a_screen_looks_as_the_manual_shows_it(
    window: Callable[[Shot], Page], address: str, shot: Shot, tmp_path: Path, new_pictures: bool
) -> None:
    page = window(shot)
    compare(shot.name, photographed(page, shot, address), tmp_path, new_pictures)
    page.close()


@pytest.mark.parametrize("name", PAPERS)
def test_a_print_looks_as_the_manual_shows_it(
    window: Callable[[Shot], Page], address: str, name: str, tmp_path: Path, new_pictures: bool
) -> None:
    answer = window(SHOTS[1]).request.get(address + PAPERS[name])
    assert answer.status == 200
    compare(name, first_page(answer.body(), [is_ for is_, _ in days()]), tmp_path, new_pictures)


def test_every_picture_is_in_the_manual_and_every_one_of_the_manual_is_taken() -> None:
    shown = [picture.name for chapter in CHAPTERS for picture in chapter.pictures]
    taken = [*(shot.name for shot in SHOTS), *PAPERS]
    assert sorted(shown) == sorted(taken)
    assert sorted(path.stem for path in stored("x").parent.glob("*.webp")) == sorted(shown)


def text_in(words_: str, ink: int = 27, at: tuple[int, int] = (100, 100)) -> Image.Image:
    picture = Image.new("RGB", (960, 640), "white")
    ImageDraw.Draw(picture).text(at, words_, fill=(ink, ink, ink), font_size=14)
    return picture


def test_one_word_that_changes_is_seen_and_softer_ink_is_not() -> None:
    before = text_in("Budget 1,250,000 baht")
    assert not difference(before, before).is_seen
    assert not difference(before, text_in("Budget 1,250,000 baht", ink=27 + FAR // 2)).is_seen
    assert difference(before, text_in("Budget 9,999,999 baht")).is_seen
    assert difference(before, text_in("Budget 1,250,000 baht", at=(103, 100))).is_seen
    assert difference(before, before.crop((0, 0, 960, 639))).is_seen


def test_what_is_kept_is_what_was_seen(tmp_path: Path) -> None:
    """Fewer colours are no difference; and what differs leaves both pictures where the failure says."""
    seen = text_in("Budget 1,250,000 baht")
    with Image.open(io.BytesIO(small(seen))) as kept:
        assert not difference(kept, seen).is_seen
    with pytest.raises(AssertionError, match="home differs from its picture"):
        compare("home", seen, tmp_path, keep=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home.difference.png", "home.new.png"]
