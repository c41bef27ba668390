"""Pages of analyses."""

from __future__ import annotations

from fastapi import APIRouter

from app.analyses.pages import equity, start

router = APIRouter()
for module in (start, equity):
    router.include_router(module.router)
