"""Pages of budgets; words come before ids, so that no line hides a page."""

from __future__ import annotations

from fastapi import APIRouter

from app.budgets.pages import billing, deciding, importing, reading, recording

router = APIRouter()
for module in (recording, billing, deciding, importing, reading):
    router.include_router(module.router)
