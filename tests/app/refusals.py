"""Every form of a slice, opened and sent empty by one who has no power at all."""

from __future__ import annotations

import enum
import inspect
import typing
import uuid
from urllib.parse import urlencode

from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def answers(client: TestClient, slice_: str) -> dict[str, tuple[int, int]]:
    """What each address of a slice that takes a form answers, opened and sent; whatever it names is unknown."""
    told = {}
    for route in iter_route_contexts(client.app.routes):  # type: ignore[attr-defined]
        path = str(route.path)
        if path.startswith(f"/{slice_}/") and "POST" in (route.methods or ()):
            named = {each.name: _unknown(each.field_info.annotation) for each in route.dependant.path_params}
            there = path.format(**named)
            sent = client.post(there, content=urlencode({"_token": "token"}), headers=FORM)
            told[path] = int(client.get(there).status_code), int(sent.status_code)
    return told


def _unknown(kind: typing.Any) -> object:
    """A value of a part of an address that nothing has, or the first of those that it may have."""
    if typing.get_origin(kind) is typing.Annotated:
        kind = typing.get_args(kind)[0]
    if typing.get_origin(kind) is typing.Literal:
        return typing.get_args(kind)[0]
    if inspect.isclass(kind) and issubclass(kind, enum.Enum):
        return next(iter(kind)).value
    return {uuid.UUID: uuid.UUID(int=1), int: 1}.get(kind, "none")
