"""Pages of datasets: the list, one dataset with the history of its class and the forms of its acts, and the classes."""

from __future__ import annotations

import uuid
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from pydantic import BaseModel
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from app.core.authority import BASES, Acting, Viewer
from app.core.calendar import written_day
from app.core.errors import Forbidden, Invalid
from app.core.permissions import Permission
from app.datasets import commands, queries
from app.datasets.models import Dataset
from app.datasets.rules import CLASSES, STATES, ChangeState, needs_another_person
from app.datasets.schemas import ChangeEntry, ClassDecision, ClassProposal, DatasetEdit, resource_of
from app.organizations.models import Organization, Purpose
from app.web.dependencies import Acts, Database, Identified, Viewing
from app.web.forms import Form, Given, Submitted, filled
from app.web.templating import render
from app.web.words import Language, language_of
from gis.access import ABOUT_PERSONS, Read
from gis.classes import CATEGORIES

router = APIRouter(prefix="/datasets")
Model = TypeVar("Model", bound=BaseModel)
BASIS = {basis.value: title for basis, title in BASES.items()}


@router.get("")
def datasets(request: Request, session: Database, viewer: Viewing) -> Response:
    """What is held, in which class, by whom, and how fresh; and what waits for a decision."""
    return render(
        request,
        "datasets/datasets.html",
        datasets=queries.datasets(session, viewer=viewer),
        waiting=queries.open_changes(session, viewer=viewer),
        organizations=queries.choices(session, Organization, viewer=viewer),
        CLASSES=CLASSES,
    )


@router.get("/classes")
def classes(request: Request, session: Database, viewer: Viewing) -> Response:
    """What each class means, on which law it rests, and which positions may see it."""
    return render(
        request,
        "datasets/classes.html",
        clearances=queries.clearances(session, viewer=viewer),
        records=queries.records_of_processing(session, viewer=viewer),
        CLASSES=CLASSES,
        CATEGORIES=CATEGORIES,
        ABOUT_PERSONS=ABOUT_PERSONS,
    )


@router.get("/{dataset_id}")
def dataset(request: Request, session: Database, viewer: Viewing, identity: Identified, dataset_id: str) -> Response:
    """One dataset: its facts, the history of its class, and the acts that this position may do on it."""
    found = queries.dataset_by_id(session, dataset_id, viewer=viewer)
    return _page(request, session, viewer, identity.by, found)


@router.post("/{dataset_id}/class")
def propose_class(request: Request, session: Database, by: Acts, given: Submitted, dataset_id: str) -> Response:
    """Propose another class."""
    form = filled(ClassProposal, given)
    if form.value is not None:
        try:
            commands.propose_class(session, by=by, dataset_id=dataset_id, given=form.value)
            return RedirectResponse(f"/datasets/{dataset_id}", 303)
        except Invalid as error:
            form = form.refused(error.place if error.place == "to" else "", error.th, error.en)
    found = queries.dataset_by_id(session, dataset_id, viewer=by.viewer)
    return _page(request, session, by.viewer, by, found, proposal=form)


@router.post("/{dataset_id}/class/{change_id}/decision")
def decide_class(session: Database, by: Acts, given: Submitted, dataset_id: str, change_id: uuid.UUID) -> Response:
    """Approve or reject a proposal."""
    decision = _sound(ClassDecision, given)
    commands.decide_class(session, by=by, dataset_id=dataset_id, change_id=change_id, given=decision)
    return RedirectResponse(f"/datasets/{dataset_id}", 303)


@router.post("/{dataset_id}/class/{change_id}/withdrawal")
def withdraw_class(session: Database, by: Acts, given: Submitted, dataset_id: str, change_id: uuid.UUID) -> Response:
    """Take a proposal back."""
    version = _sound(_Version, given).version
    commands.withdraw_class(session, by=by, dataset_id=dataset_id, change_id=change_id, version=version)
    return RedirectResponse(f"/datasets/{dataset_id}", 303)


@router.get("/{dataset_id}/edit")
def edit(request: Request, session: Database, by: Acts, dataset_id: str) -> Response:
    """The form of a dataset's description."""
    found = queries.dataset_by_id(session, dataset_id, viewer=by.viewer)
    by.must(Permission.DATASET_DEFINE, resource_of(found.organization, Read(found.class_)))
    shown = {name: getattr(found, name) for name in DatasetEdit.model_fields}
    shown["source_on"] = written_day(found.source_on)
    return render(request, "datasets/edit.html", dataset=found, form=Form({k: v or "" for k, v in shown.items()}))


@router.post("/{dataset_id}/edit")
def save(request: Request, session: Database, by: Acts, given: Submitted, dataset_id: str) -> Response:
    """Change a dataset's description."""
    form = filled(DatasetEdit, given)
    if form.value is None:
        found = queries.dataset_by_id(session, dataset_id, viewer=by.viewer)
        return render(request, "datasets/edit.html", status=400, dataset=found, form=form)
    commands.edit_dataset(session, by=by, dataset_id=dataset_id, given=form.value)
    return RedirectResponse(f"/datasets/{dataset_id}", 303)


class _Version(BaseModel):
    version: int


def _sound(model: type[Model], given: Given) -> Model:
    """What a form without fields to fill in must hold."""
    form = filled(model, given)
    if form.value is None:
        raise Invalid("แบบฟอร์มไม่ครบ เปิดหน้านี้ใหม่แล้วส่งอีกครั้ง", "The form is not whole; open the page again.")
    return form.value


def _page(
    request: Request, session: Session, viewer: Viewer, by: Acting | None, found: Dataset,
    proposal: Form[ClassProposal] | None = None,
) -> Response:  # fmt: skip
    changes = queries.class_changes(session, viewer=viewer, dataset_id=found.id)
    waiting = next((change for change in changes if change.state is ChangeState.PROPOSED), None)
    return render(
        request,
        "datasets/dataset.html",
        status=400 if proposal else 200,
        dataset=found,
        features=next((e.features for e in queries.datasets(session, viewer=viewer) if e.id == found.id), 0),
        organization=queries.choices(session, Organization, viewer=viewer).get(found.organization or ""),
        purpose=queries.choices(session, Purpose, viewer=viewer).get(found.purpose or ""),
        layer=request.app.state.catalog.get(found.id, viewer.visible()),
        changes=changes,
        waiting=waiting,
        proposal=proposal or Form(),
        options=_options(found, language_of(request)),
        at_once=[read for read in Read if not needs_another_person(Read(found.class_), read)],
        may=_allowed(by, found, waiting),
        CLASSES=CLASSES,
        CATEGORIES=CATEGORIES,
        STATES=STATES,
        BASIS=BASIS,
    )


def _options(found: Dataset, language: Language) -> list[tuple[str, str]]:
    """Every other class, each with whether it needs a second person."""
    return [
        (read.value, language.text(CLASSES[read].name)
         + (language.say(" (ต้องมีผู้อนุมัติ)", " (needs approval)") if needs_another_person(Read(found.class_), read)
            else language.say(" (มีผลทันที)", " (at once)")))
        for read in Read if read != found.class_
    ]  # fmt: skip


def _allowed(by: Acting | None, found: Dataset, waiting: ChangeEntry | None) -> dict[str, Any]:
    """Which acts this position may do here; for a decision that it may not make, why not."""
    if by is None:
        return {"edit": False, "propose": False, "decide": False, "refused": None}
    held = resource_of(found.organization, Read(found.class_))
    told: dict[str, Any] = {
        "edit": by.may(Permission.DATASET_DEFINE, held),
        "propose": by.may(Permission.DATASET_CLASSIFY, held),
        "decide": waiting is not None and queries.may_decide(by, waiting, viewer=by.viewer),
        "refused": None,
    }
    if waiting is not None and by.may(Permission.DATASET_PUBLISH, held) and not told["decide"]:
        try:
            by.must(Permission.DATASET_PUBLISH, waiting.resource)
        except Forbidden as error:
            told["refused"] = error
    return told
