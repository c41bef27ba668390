"""HTTP plumbing shared by the slices: dependencies, problems, templates, static files."""
