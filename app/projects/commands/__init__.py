"""Acts on projects."""

from app.projects.commands.registering import register_projects, remove_synthetic_projects

__all__ = ["register_projects", "remove_synthetic_projects"]
