"""Pages of projects; words come before references, so that no project hides a page."""

from __future__ import annotations

from fastapi import APIRouter

from app.projects.pages import forming, moving, reading, views

router = APIRouter()
for module in (views, forming, reading, moving):
    router.include_router(module.router)
