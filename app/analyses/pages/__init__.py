"""Pages of analyses."""

from __future__ import annotations

from fastapi import APIRouter

from app.analyses.pages import equity, gap, start

router = APIRouter()
for module in (start, equity, gap):
    router.include_router(module.router)
