"""Datasets for programs: the list, one dataset with its tag, and its acts, each under ``If-Match`` (RFC 9110, 13.1.1)."""

from __future__ import annotations

import re
import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Body, Header
from starlette.responses import JSONResponse, Response

from app.core.errors import Invalid
from app.datasets import commands, queries
from app.datasets.schemas import ChangeEntry, ClassDecision, ClassProposal, DatasetEdit, DatasetEntry
from app.web.dependencies import Acts, Database, Viewing
from app.web.forms import Form, Model, Submitted, filled

router = APIRouter(prefix="/api/datasets")
TAG = re.compile(r'^"(\d{1,18})"$')
IfMatch = Annotated[str, Header(description="the tag of the dataset as it was read")]
Json = Annotated[dict[str, Any], Body()]


@router.get("")
def datasets(session: Database, viewer: Viewing) -> list[DatasetEntry]:
    """The datasets that the viewer may see."""
    return queries.datasets(session, viewer=viewer)


@router.get("/{dataset_id}")
def dataset(session: Database, viewer: Viewing, dataset_id: str) -> Response:
    """One dataset, its changes of class, and the tag that a change of it must name."""
    found = queries.dataset_by_id(session, dataset_id, viewer=viewer)
    entry = next(each for each in queries.datasets(session, viewer=viewer) if each.id == found.id)
    changes = queries.class_changes(session, viewer=viewer, dataset_id=dataset_id)
    told = entry.model_dump(mode="json") | {"changes": [_told(change) for change in changes]}
    return JSONResponse(told, headers={"ETag": _tag(found.version), "Cache-Control": "private, no-store"})


@router.patch("/{dataset_id}")
def edit(
    session: Database, by: Acts, _token: Submitted, dataset_id: str, body: Json, if_match: IfMatch
) -> Response:  # fmt: skip
    """Change the description."""
    given = _sound(filled(DatasetEdit, body | {"version": _version(if_match)}))
    version = commands.edit_dataset(session, by=by, dataset_id=dataset_id, given=given)
    return JSONResponse({"id": dataset_id, "version": version}, headers={"ETag": _tag(version)})


@router.post("/{dataset_id}/class", status_code=201)
def propose(
    session: Database, by: Acts, _token: Submitted, dataset_id: str, body: Json, if_match: IfMatch
) -> Response:  # fmt: skip
    """Propose another class, or give a higher one at once."""
    given = _sound(filled(ClassProposal, body | {"version": _version(if_match)}))
    change = commands.propose_class(session, by=by, dataset_id=dataset_id, given=given)
    return JSONResponse({"id": str(change.id), "state": change.state}, 201)


@router.post("/{dataset_id}/class/{change_id}/decision")
def decide(
    session: Database, by: Acts, _token: Submitted, dataset_id: str, change_id: uuid.UUID, body: Json, if_match: IfMatch
) -> Response:  # fmt: skip
    """Approve or reject a proposal."""
    given = _sound(filled(ClassDecision, body | {"version": _version(if_match)}))
    state = commands.decide_class(session, by=by, dataset_id=dataset_id, change_id=change_id, given=given)
    return JSONResponse({"id": str(change_id), "state": state})


def _tag(version: int) -> str:
    return f'"{version}"'


def _version(tag: str) -> int:
    """The version that a tag names."""
    found = TAG.match(tag)
    if found is None:
        raise Invalid(
            'If-Match ต้องเป็นแท็กที่อ่านมา เช่น "7"', 'If-Match must be a tag as read, such as "7".', place="if-match"
        )
    return int(found.group(1))


def _sound(form: Form[Model]) -> Model:
    """The model, or what is wrong with the first wrong field."""
    if form.value is not None:
        return form.value
    place, told = next(iter(form.errors.items()))
    raise Invalid(told.th, told.en, place=place)


def _told(change: ChangeEntry) -> dict[str, Any]:
    """Without the key of a person."""
    return change.model_dump(mode="json", exclude={"proposer_person"})
