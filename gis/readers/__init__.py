"""Untrusted vector files in, a checked `Table` out; knows no office and no database.

    table = read(Path("tambon.zip"))                       # may raise Refusal or Question
    table = read(Path("tambon.zip"), crs=24047)            # the answer to a Question

The file is copied into a quarantine, unpacked under limits, and parsed in a restricted child process
(`gis.readers.fences`) that sees nothing but that copy.
"""

from gis.readers.reading import read
from gis.readers.refusal import Choice, Question, Refusal, RowRefusal
from gis.readers.table import Level, Limits, Note, Table, Value

__all__ = [
    "Choice",
    "Level",
    "Limits",
    "Note",
    "Question",
    "Refusal",
    "RowRefusal",
    "Table",
    "Value",
    "read",
]
