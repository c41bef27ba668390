"""The abstract tests of the OGC standards, in our words, against the real service over the toy province."""
