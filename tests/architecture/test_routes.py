"""Every route says who may call it, and lies under the noun of its slice.

Counts are asserted: a walk that sees nothing proves nothing.
"""

import re
from collections.abc import Iterator

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.testclient import TestClient

from app.core.cluster import Database
from app.core.settings import Settings
from app.main import QUESTIONS, create_service
from app.web import dependencies, forms

DECLARATIONS = {dependencies.anyone, dependencies.viewer_of, dependencies.acting_of}
OWNED = {
    "web": {"healthz", "readyz", "metrics", "jobs", "openapi.json"},
    "ogc": {"ogc", "tiles", "stats", "choropleth", "at", "geocode", "3"},
    "overview": {""},
}
"""The shared addresses beside each slice's own noun (design, the room rule)."""
LEAST_ROUTES = 20
SAFE = {"GET", "HEAD", "OPTIONS"}


def routes(settings: Settings, database: Database) -> list[tuple[str, APIRoute]]:
    service = create_service(settings, database)
    return [
        (context.path or "", context.route)
        for context in iter_route_contexts(service.routes)
        if isinstance(context.route, APIRoute)
    ]


def calls(dependant: Dependant) -> Iterator[object]:
    yield dependant.call
    for needed in dependant.dependencies:
        yield from calls(needed)


def methods(route: APIRoute) -> set[str]:
    return set(route.methods or ())


def test_every_route_declares_who_may_call_it(settings: Settings, database: Database) -> None:
    found = routes(settings, database)
    assert len(found) >= LEAST_ROUTES
    undeclared = [path for path, route in found if len(DECLARATIONS & set(calls(route.dependant))) != 1]
    assert undeclared == []


def test_every_route_that_changes_something_asks_for_the_proof_of_the_session(
    settings: Settings, database: Database
) -> None:
    """By the token of a form, or by the header of a program of ours (``app.web.forms``)."""
    unsafe = [(path, route) for path, route in routes(settings, database) if methods(route) - SAFE and not asks(path)]
    assert len(unsafe) >= 15
    proofs = {forms.submitted, forms.proven}
    assert [path for path, route in unsafe if not proofs & set(calls(route.dependant))] == []


def asks(path: str) -> bool:
    """Whether a POST there is a question that is too long for an address."""
    return bool(re.fullmatch(QUESTIONS, re.sub(r"{\w+}", "x", path)))


def test_a_question_by_post_is_for_whoever_looks_and_never_an_act(settings: Settings, database: Database) -> None:
    asked = [route for path, route in routes(settings, database) if asks(path) and methods(route) == {"POST"}]
    assert len(asked) == len(QUESTIONS.split("|"))
    assert all({dependencies.acting_of} & set(calls(route.dependant)) == set() for route in asked)


def test_no_route_acts_on_a_safe_method(settings: Settings, database: Database) -> None:
    """What a link, an image or a prefetching browser calls must change nothing; forms come by POST."""
    mixed = [path for path, route in routes(settings, database) if methods(route) - SAFE and methods(route) & SAFE]
    assert mixed == []


def test_the_first_part_of_an_address_is_the_slice(settings: Settings, database: Database) -> None:
    found = routes(settings, database)
    strangers = []
    for path, route in found:
        noun = path.removeprefix("/api").strip("/").split("/")[0].split("{")[0]
        slice_ = route.endpoint.__module__.split(".")[1]
        if noun not in OWNED.get(slice_, set()) | {slice_}:
            strangers.append(f"{path} of {slice_}")
    assert strangers == []


def test_a_route_that_is_not_there_is_a_problem_in_both_languages(client: TestClient) -> None:
    answer = client.get("/api/nothing")
    assert answer.status_code == 404
    assert "ไม่พบ" in answer.json()["title_th"]
