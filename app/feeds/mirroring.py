"""What has changed in a feed since a mirror last asked: ``app.ogc.changes`` under the question that is kept.

A mirror holds what items of the feed show its reader, and its token belongs to him and to the feed. An edit of the question
is a change like any other: what answers it no longer is gone, what answers it now comes. Of another layer, whose ids mean
something else, a mirror begins anew.
"""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import Invalid
from app.feeds.asking import narrowed
from app.feeds.reading import answering, cited
from app.ogc.answers import link
from app.ogc.changes import PARAMETERS, Whole, changes_of
from app.ogc.parameters import refuse_unknown
from app.web.dependencies import Viewing

router = APIRouter(prefix="/feeds")


@router.get("/{feed_id}/changes")
async def feed_changes(request: Request, feed_id: str, viewer: Viewing) -> Response:
    """What has changed since the token was given. Raises NotFound, Gone, Conflict, Invalid, Unavailable."""
    if "version" in request.query_params:
        raise Invalid(
            "version: สำเนาตามคำถามล่าสุดของฟีดเสมอ รุ่นเดิมดาวน์โหลดได้จาก items",
            "version: a mirror follows the newest question of a feed; read an older one from its items.", place="version",
        )  # fmt: skip
    refuse_unknown(request, PARAMETERS)
    kept, taken = await answering(request, feed_id, viewer, counted=True)
    layer, question = narrowed(taken)
    path, collection = f"/feeds/{feed_id}", f"/ogc/collections/{layer.id}"
    own = (
        {"href": cited(request, kept), "rel": "cite-as", "type": "text/html", "title": kept.title.en},
        link(request, collection, "collection", "application/json", layer.metadata.title.en),
    )
    whole = Whole(f"{feed_id}/{layer.id}", layer, f"{path}/changes", own, replace(question, crs=None), taken.on)
    return await changes_of(request, viewer, whole)
