"""Field visits (การลงพื้นที่): the stops of a day in order, the way between them, and the pack to take along."""
