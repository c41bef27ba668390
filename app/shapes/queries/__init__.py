"""Questions about a shape: what lies inside, and its brief."""
