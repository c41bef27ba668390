"""Questions about monitoring. What belongs to a project is seen by whoever may see the project."""
