"""Files that people attach: each lies flat in one folder under a name that its content decides, and never changes.

Who saves the office (another user than the one of the web) reads them by the folder's group, so they are readable by it.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def keep(path: Path, data: bytes) -> None:
    """Write the bytes whole or not at all, also when the machine stops meanwhile; what is there already is the same."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".kept-", delete=False) as draft:
        draft.write(data)
        draft.flush()
        os.fsync(draft.fileno())
    Path(draft.name).chmod(0o640)
    Path(draft.name).replace(path)
