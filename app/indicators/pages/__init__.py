"""Pages of indicators; words come before codes, so that no indicator hides a page."""

from __future__ import annotations

from fastapi import APIRouter

from app.indicators.pages import defining, importing, judging, reading, targets

router = APIRouter()
for module in (judging, targets, defining, importing, reading):
    router.include_router(module.router)
