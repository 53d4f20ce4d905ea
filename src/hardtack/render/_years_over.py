"""Years that were over when this was written: engines that count no dates take an Expires in one for a deletion."""

from typing import Final

__all__ = ["OVER", "OVER_SHORT"]

OVER: Final = "(?:160[1-9]|16[1-9][0-9]|1[7-9][0-9][0-9]|20[01][0-9]|202[0-5])"
"""1601 to 2025; browsers know none before. For PCRE and RE2 alike; what follows must be no digit."""
OVER_SHORT: Final = "(?:[7-9][0-9]|[01][0-9]|2[0-5])"
"""Those of two digits that browsers read as one of them; likewise."""
