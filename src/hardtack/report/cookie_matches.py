"""Which cookie of an earlier audit is which of a later one: under another name prefix, host, port or path."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from hardtack.cookies import prefix_of
from hardtack.policy import Action, MatchKind, Policy
from hardtack.policy.plan_names import match_for
from hardtack.policy.resolve import resolver
from hardtack.recording.model import CookieId, Recording
from hardtack.recording.moved import Moved

T = TypeVar("T")

_LEVELS = 4


class CookieMatches:
    """Names and paths followed from one audit to the next."""

    def __init__(self, before: Recording, after: Recording, moved: Moved, policy: Policy | None = None) -> None:
        """Begin.

        Args:
            before: the earlier recording.
            after: the later one; names may hold the host and port of either.
            moved: where paths went.
            policy: whose renaming is followed, or None: then any name prefix is taken off.
        """
        self.moved = moved
        self._before, self._after = before, after
        self._resolve = None if policy is None else resolver(policy)

    def bare(self, name: str) -> str:
        """A cookie's name as the application gives it: without the prefix that a policy, or whoever, put before it."""
        own = name if self._resolve is None else self._resolve(name).upstream
        prefix = prefix_of(own)
        return own if prefix is None else own[len(prefix.value) :]

    def _general(self, name: str, recording: Recording) -> str:
        """A name without what changes with the host and port it is made of; by the policy's rule where one says so."""
        rule = None if self._resolve is None else self._resolve(name).rule
        if rule is not None and rule.match.kind is not MatchKind.NAME:
            return f"{rule.match.kind.value} {rule.match.text}"
        return match_for(self.bare(name), recording).text

    def dropped(self, name: str) -> bool:
        """Whether the policy keeps the cookie from browsers."""
        return self._resolve is not None and self._resolve(name).treatment.action is Action.DROP

    def paired(
        self, before: Sequence[T], after: Sequence[T], about: Callable[[T], tuple[CookieId | None, str]]
    ) -> tuple[tuple[T | None, T | None], ...]:
        """What belongs together: of the same cookie if it is about one, the nearest first.

        Args:
            before: things of the earlier audit.
            after: things of the later one.
            about: the cookie that a thing is about, or None, and what it says of it.

        Returns:
            Each thing once, with its partner or alone, in the order of `before`, then of `after`.
        """
        left, right = list(range(len(before))), list(range(len(after)))
        partner: dict[int, int] = {}
        for level in range(_LEVELS):
            for mine in tuple(left):
                key = self._key(*about(before[mine]), level, was=True)
                for other in right:
                    if self._key(*about(after[other]), level, was=False) == key:
                        partner[mine] = other
                        left.remove(mine)
                        right.remove(other)
                        break
        first = tuple((one, after[partner[at]] if at in partner else None) for at, one in enumerate(before))
        return (*first, *((None, after[at]) for at in right))

    def knows(self, cookie: CookieId, others: Iterable[CookieId]) -> bool:
        """Whether a cookie of the earlier audit is among those of the later one."""
        wanted = {self.bare(cookie.name), self._general(cookie.name, self._before)}
        return any({self.bare(one.name), self._general(one.name, self._after)} & wanted for one in others)

    def _key(self, cookie: CookieId | None, said: str, level: int, *, was: bool) -> tuple[str, ...] | None:
        """What two things have in common: name, path and words, name and path, the name, its general form."""
        if cookie is None:
            return (said,) if level == 0 else None
        path = self.moved.path(cookie.path) if was else cookie.path
        match level:
            case 0:
                return self.bare(cookie.name), path, said
            case 1:
                return self.bare(cookie.name), path
            case 2:
                return (self.bare(cookie.name),)
            case _:
                return (self._general(cookie.name, self._before if was else self._after),)
