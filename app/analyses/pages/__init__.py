"""Pages of analyses."""

from __future__ import annotations

from fastapi import APIRouter

from app.analyses.pages import clusters, equity, gap, start, travel

router = APIRouter()
for module in (start, equity, gap, clusters, travel):
    router.include_router(module.router)
