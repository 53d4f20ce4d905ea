"""The public suffix list that comes with the package publicsuffixlist; imported only when asked for."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from hardtack.cookies.matching import canonical_host

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

__all__ = ["SuffixList", "load_suffixes", "suffix_list_date"]


@dataclass(frozen=True, slots=True)
class SuffixList:
    """A public suffix list: ICANN and private sections, the default rule ``*`` for unlisted top-level domains."""

    _list: "PublicSuffixList" = field(repr=False)

    def is_public_suffix(self, host: str) -> bool:
        """Whether anyone may register names under this host; False for what is no host."""
        name = _listed_name(host)
        return name is not None and self._list.privatesuffix(name) is None

    def registrable_domain(self, host: str) -> str | None:
        """The public suffix and one label more, canonical; None if there is no such label."""
        name = _listed_name(host)
        found = None if name is None else self._list.privatesuffix(name)
        return found if found is None or not host.endswith(".") else f"{found}."


def _listed_name(host: str) -> str | None:
    """A host as the list knows it: canonical, without a trailing dot; None if it is no host."""
    canonical = canonical_host(host)
    if canonical is None or canonical.startswith("."):
        return None
    return canonical.removesuffix(".")


def load_suffixes() -> SuffixList:
    """Read the list that is installed; takes a few hundredths of a second, so keep what it returns."""
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415 -- reading the list at import would slow every command

    return SuffixList(PublicSuffixList())


def suffix_list_date() -> date:
    """The day on which the installed list was packaged."""
    from publicsuffixlist import __version__  # noqa: PLC0415 -- as above

    stamp = __version__.rsplit(".", 1)[-1]
    return date(int(stamp[:4]), int(stamp[4:6]), int(stamp[6:8]))
