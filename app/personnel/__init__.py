"""Personnel: the establishment, competencies and training (บุคลากร)."""
