"""`hardtack --version`, and with `--verbose` all that a bug report needs."""

import platform
from importlib.metadata import PackageNotFoundError, version

from hardtack import __version__

TOOL = f"hardtack {__version__}"
"""Name and version, as recordings carry them."""

_LIBRARIES = ("click", "h11", "idna", "cryptography", "publicsuffixlist")


def version_text(*, verbose: bool) -> str:
    """The version, and if wanted those of Python, of the libraries, and the date of the public suffix list."""
    if not verbose:
        return TOOL
    lines = [TOOL, f"Python {platform.python_version()} ({platform.python_implementation()}, {platform.system()})"]
    lines += [f"{name} {_installed(name)}" for name in _LIBRARIES]
    lines.append(f"public suffix list of {_suffix_list_date()}")
    return "\n".join(lines)


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _suffix_list_date() -> str:
    # The package's last number is the day its list was taken: 1.0.2.20261023.
    day = _installed("publicsuffixlist").rpartition(".")[2]
    return f"{day[:4]}-{day[4:6]}-{day[6:]}" if len(day) == 8 and day.isdigit() else "unknown date"
