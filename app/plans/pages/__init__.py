"""Pages of plans; words come before codes, so that no plan hides a page."""

from __future__ import annotations

from fastapi import APIRouter

from app.plans.pages import clusters, decisions, drafting, frames, nodes, reading

router = APIRouter()
for module in (drafting, frames, clusters, reading, nodes, decisions):
    router.include_router(module.router)
