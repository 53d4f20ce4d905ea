"""How this program was called, for commands that a user is to copy."""

import shlex
import shutil
import sys
from pathlib import Path

from hardtack.cli.output import same_file

_NAME = "hardtack"


def program() -> str:
    """What a shell calls it by: `hardtack` where it finds this one by that, else its path, or a module of Python."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return f"{shlex.quote(sys.executable)} -m {_NAME}"
    found = shutil.which(_NAME)
    if called.name != _NAME or (found is not None and same_file(Path(found), called)):
        return _NAME
    return shlex.quote(str(called))
