"""Pages of analyses."""

from __future__ import annotations

from fastapi import APIRouter

from app.analyses.pages import clusters, equity, gap, start

router = APIRouter()
for module in (start, equity, gap, clusters):
    router.include_router(module.router)
