"""hardtack audits the session cookies of a web application, plans a fix, and proves it."""

from hardtack.errors import ExitCode, HardtackError

__all__ = ["ExitCode", "HardtackError", "__version__"]

__version__ = "0.1.0"
