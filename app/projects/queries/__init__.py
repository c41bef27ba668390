"""Questions about projects."""

from app.projects.queries.records import areas_of, project_by_reference, projects_in_area, sites_of

__all__ = ["areas_of", "project_by_reference", "projects_in_area", "sites_of"]
