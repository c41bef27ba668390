"""Every screen is opened once, and what is wrong with it is kept by the number of the assertion (docs/accessibility.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from tests.journeys.conftest import Visit

Faults = dict[int, list[str]]
QUESTIONS = Path(__file__).with_suffix(".js").read_text("utf-8")
DESK, PHONE = 1440, 360
WIDTHS = (720, PHONE, 320)
"""A desk of 1,440 pixels at 200 %, a telephone, and 1,280 pixels at 400 % (WCAG 2.2, 1.4.4 and 1.4.10)."""
ANSWERS, AXE, MAPS, FOCUS, TARGETS, REFLOW, LANGUAGES, HOST = 0, 1, 2, 3, 7, 10, 14, 15
EVERY = {
    ANSWERS: "it answers",
    AXE: "axe finds nothing",
    MAPS: "maps and their tools have names in Thai",
    FOCUS: "the focus is seen, strong enough, and under nothing",
    TARGETS: "targets are large enough, on a telephone for fingers",
    REFLOW: "nothing runs over at 1440, 720, 360 and 320 points, and nothing is cut when letters are spaced",
    LANGUAGES: "the page says that it is Thai, and what in it is English",
    HOST: "no request leaves the host, no policy is broken, nothing is thrown",
}
"""What is asked of every screen."""
AT_A_GLANCE = (ANSWERS, AXE, MAPS, REFLOW, HOST)
"""What is asked each time; of the tenth only that nothing runs over at a desk and on a telephone."""


def asked(seen: Visit, question: str) -> list[str]:
    """What ``screens.js`` finds wrong with the page as it stands."""
    found: list[str] = seen.page.evaluate(f"() => {{ {QUESTIONS}; return screens.{question}(); }}")
    return found


def wrong(seen: Visit) -> dict[str, str]:
    """What is said of each field that is marked as wrong, found as a screen reader finds it."""
    found: dict[str, str] = seen.page.eval_on_selector_all(
        "[aria-invalid=true]",
        "(all) => Object.fromEntries(all.map((e) => [e.name, (e.getAttribute('aria-describedby') ?? '').split(' ')"
        ".map((id) => document.getElementById(id)?.innerText ?? '').join(' ').trim()]))",
    )
    return found


def looked_at(seen: Visit, paths: Iterable[str], *, closely: bool) -> Faults:
    """The faults of these pages, each with its path; of ``AT_A_GLANCE`` alone, or of all that is asked."""
    faults: Faults = defaultdict(list)
    for path in paths:
        for number, told in (_of_page if closely else _glance)(seen, path).items():
            faults[number] += [f"{path}: {each}" for each in dict.fromkeys(told)]
    return faults


def _glance(seen: Visit, path: str) -> Faults:
    page, faults = seen.page, _opened(seen, path)
    faults[REFLOW] += asked(seen, "over")
    page.set_viewport_size({"width": PHONE, "height": 900})
    faults[REFLOW] += asked(seen, "over")
    faults[HOST] += [*seen.elsewhere(), *seen.complaints]
    return faults


def _opened(seen: Visit, path: str) -> Faults:
    """What a page tells at a desk as soon as it is there."""
    seen.requests.clear()
    seen.complaints.clear()
    page, faults = seen.page, defaultdict[int, list[str]](list)
    page.set_viewport_size({"width": DESK, "height": 900})
    answer = page.goto(seen.address + path, wait_until="load")
    faults[ANSWERS] += [] if answer is not None and answer.status == 200 else [f"answers {answer and answer.status}"]
    faults[AXE] += seen.axe()
    faults[MAPS] += asked(seen, "maps")
    return faults


def _of_page(seen: Visit, path: str) -> Faults:
    page, faults = seen.page, _opened(seen, path)
    faults[LANGUAGES] += asked(seen, "languages")
    _at_width(seen, faults)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        _at_width(seen, faults)
    faults[HOST] += [*seen.elsewhere(), *seen.complaints]
    return faults


def _at_width(seen: Visit, faults: Faults) -> None:
    """What depends on how wide the window is."""
    size = seen.page.viewport_size
    assert size is not None
    faults[REFLOW] += asked(seen, "over")
    if size["width"] in (DESK, WIDTHS[-1]):
        faults[REFLOW] += asked(seen, "spacing")
    if size["width"] in (DESK, PHONE):
        faults[TARGETS] += asked(seen, "targets" if size["width"] == DESK else "fingers")
        faults[FOCUS] += asked(seen, "focus")
