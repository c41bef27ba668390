"""How fast it is, as ratios to what the same machine can do at best: ``./phaen bench NAME --json FILE``."""
