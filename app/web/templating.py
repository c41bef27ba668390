"""Pages from templates. A template ``x.html`` of the slice ``maps`` is named ``maps/x.html``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.core.authority import BASES
from app.core.calendar import written_day
from app.core.errors import PhaenError
from app.web import digits, words
from app.web.identity import NOBODY, Identify, Identity, carries_credentials, is_nobody
from app.web.static import STATIC
from app.web.words import Language
from gis.layer import Text
from gis.metadata import category, coverage, frequency
from gis.svgmap import marks

APP = Path(__file__).parents[1]
YEAR_SECONDS = 31_536_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the main navigation, current on its pages and ``also`` on those that it leads to.

    ``icon`` is a symbol of ``components/icons.html``.
    """

    path: str
    title: Text
    icon: str
    also: tuple[str, ...] = ()

    def leads_to(self, path: str) -> bool:
        if self.path == "/":
            return path == "/"
        return any(path == each or path.startswith(f"{each}/") for each in (self.path, *self.also))


NAVIGATION = (
    Entry("/", Text(th="หน้าหลัก", en="Home"), "home"),
    Entry("/maps", Text(th="แผนที่", en="Maps"), "map", ("/analyses",)),
    Entry("/places", Text(th="พื้นที่", en="Places"), "place", ("/shapes",)),
    Entry("/plans", Text(th="แผน", en="Plans"), "plan"),
    Entry("/indicators", Text(th="ตัวชี้วัด", en="Indicators"), "table"),
    Entry("/projects", Text(th="โครงการ", en="Projects"), "work"),
    Entry("/budgets", Text(th="งบประมาณ", en="Budgets"), "table", ("/calls",)),
    Entry("/monitoring", Text(th="ติดตาม", en="Monitoring"), "check"),
    Entry("/organizations", Text(th="หน่วยงาน", en="Organisations"), "office", ("/meetings",)),
    Entry("/ogc", Text(th="ข้อมูล", en="Data"), "data", ("/stats", "/queries", "/exports", "/snapshots", "/feeds", "/webhooks")),
)
"""Only what exists."""


def svg(drawing: str) -> Markup:
    """A drawing of ours, placed in a page as it is; its texts were escaped when it was drawn."""
    return Markup(drawing)


def _mark_shape(name: str, colour: str) -> Markup:
    return svg(marks.shape(name, colour))


def _environment() -> Environment:
    folders = {folder.parent.name: FileSystemLoader(folder) for folder in APP.glob("*/templates")}
    made = Environment(
        loader=PrefixLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {"number": words.number, "sqkm": words.square_kilometres}
    made.globals |= {"BASES": BASES, "static": STATIC.url, "NAVIGATION": NAVIGATION, "mark_shape": _mark_shape}
    made.globals["NUMERALS"] = words.NUMERALS
    made.globals |= {"written_day": written_day, "category": category, "coverage": coverage, "frequency": frequency}
    return made


ENVIRONMENT = _environment()


def render(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """The page as an answer, in the language and the digits that its reader wants."""
    language = words.language_of(request)
    page = ENVIRONMENT.get_template(template).render(**_frame(request, language), **context)
    if words.has_thai_digits(request):
        page = digits.in_thai(page)
    headers = {"Cache-Control": kept_by(request), "Vary": "Cookie", "Content-Language": language}
    response = HTMLResponse(page, status, headers)
    _remember(request, response, language)
    return response


def _remember(request: Request, response: HTMLResponse, language: Language) -> None:
    """Language and digits that ``?lang=`` asks for, in cookies; English pages leave the choice of digits as it is."""
    asked = request.query_params.get(words.COOKIE)
    if asked not in (*Language, words.NUMERALS):
        return
    response.set_cookie(words.COOKIE, language, max_age=YEAR_SECONDS, httponly=True, samesite="lax")
    if asked == words.NUMERALS:
        response.set_cookie(words.DIGITS, "thai", max_age=YEAR_SECONDS, httponly=True, samesite="lax")
    elif asked == Language.THAI and words.DIGITS in request.cookies:
        response.delete_cookie(words.DIGITS, httponly=True, samesite="lax")


def kept_by(request: Request) -> str:
    """Who may keep a page: nobody what was made for one who has signed in."""
    return "no-cache" if is_nobody(request) else "private, no-store"


def _frame(request: Request, language: Language) -> dict[str, Any]:
    """What every page knows."""
    return {
        "request": request,
        "lang": language,
        "t": language.say,
        "text": language.text,
        "date": partial(words.short_date, language=language),
        "long_date": partial(words.long_date, language=language),
        "rai": partial(words.rai, language=language),
        "moment": partial(words.moment, language=language),
        "today": words.today(),
        "identity": _identity(request),
        "banner": hung(request, "banner"),
        "office": hung(request, "office"),
        "in_other_language": request.url.include_query_params(lang=_other(request, language)),
        "thai_digits": words.has_thai_digits(request),
        "manual": _manual(request),
        "as_of": getattr(request.state, "as_of", None),
        "then": _then(request),
        "has_as_of": getattr(request.state, "has_as_of", False),
    }


def _other(request: Request, language: Language) -> str:
    """What asks for the other language, with the digits that were chosen for it."""
    is_kept = language is Language.ENGLISH and request.cookies.get(words.DIGITS) == "thai"
    return words.NUMERALS if is_kept else language.other


def _manual(request: Request) -> str | None:
    """Where the manual tells of this page: ``state.manual`` is what ``main`` hung up, from a path to an address."""
    hook: Callable[[str], str] | None = getattr(request.app.state, "manual", None)
    return None if hook is None else hook(request.url.path)


def _then(request: Request) -> str:
    """What a link to another page as of the same day ends with; empty for today."""
    day = getattr(request.state, "as_of", None)
    return "" if day is None else f"?as_of={day.isoformat()}"


def _identity(request: Request) -> Identity:
    """Who looks at the page. A page that no route makes (there is no such address) has not asked yet."""
    known: Identity | None = getattr(request.state, "identity", None)
    if known is not None:
        return known
    identify: Identify | None = getattr(request.app.state, "identify", None)
    if identify is None or not carries_credentials(request.scope):
        return NOBODY
    try:
        request.state.identity = identify(request)
    except PhaenError:
        request.state.identity = NOBODY
    return _identity(request)


def hung(request: Request, name: str) -> Text | None:
    """What ``main`` hung up for all pages: ``state.banner`` (a notice) and ``state.office`` (whose province this is)."""
    hook: Callable[[], Text | None] | None = getattr(request.app.state, name, None)
    return hook() if hook is not None else None
