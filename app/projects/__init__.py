"""Projects: what is done and where; a project has one or more sites (โครงการ)."""
