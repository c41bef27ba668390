"""Pages of organisations; words come before codes, so that no organisation hides a page."""

from __future__ import annotations

from fastapi import APIRouter

from app.organizations.pages import (
    charts,
    committees,
    desk,
    grants,
    orders,
    persons,
    policy,
    position,
    roles,
    structure,
)

router = APIRouter()
for module in (desk, policy, roles, committees, persons, orders, grants, structure, position, charts):
    router.include_router(module.router)
