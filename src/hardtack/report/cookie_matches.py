"""Which cookie of an earlier audit is which of a later one: under another name prefix, host, port or path."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from hardtack.cookies import prefix_of
from hardtack.policy import Action, MatchKind, Policy
from hardtack.policy.plan_names import match_for
from hardtack.policy.resolve import resolver
from hardtack.recording.inventory import inventory
from hardtack.recording.model import CookieId, Recording
from hardtack.recording.moved import Moved

T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)

_NAMES = 3
"""Ways to tell that two cookies are one: name and path, the name, its general form."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a thing is about, as far as that tells it apart from others.

    Attributes:
        cookie: the cookie, or None.
        said: what it says of it, in as many forms as all of its kind have, from the exact one to the roughest.
    """

    cookie: CookieId | None
    said: tuple[str, ...] = ("",)


class About(Protocol[T_contra]):
    """Tells what a thing is about."""

    def __call__(self, thing: T_contra, /, *, was: bool) -> Subject:
        """Its subject.

        Args:
            thing: a thing of either audit.
            was: whether it is of the earlier one.
        """
        ...


class CookieMatches:
    """Names and paths followed from one audit to the next.

    Attributes:
        moved: where paths went.
        renamed: the session's cookie then and now, where it has another name that nothing explains, else None.
    """

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
        self._successor: dict[str, str] = {}
        self.renamed = self._renamed()

    def _renamed(self) -> tuple[CookieId, CookieId] | None:
        """The cookie that carried the session, and the one that does now, where neither audit knows the other's."""
        then, now = inventory(self._before), inventory(self._after)
        was, now_is = ({one.id.name: one.id for one in seen.session if one.role.proved} for seen in (then, now))
        if len(was) != 1 or len(now_is) != 1:
            return None
        (old,), (new,) = was.values(), now_is.values()
        if self.knows(old, (one.id for one in now.cookies)) or any(self.knows(one.id, (new,)) for one in then.cookies):
            return None
        self._successor = {self.bare(old.name): self.bare(new.name)}
        return old, new

    def bare(self, name: str) -> str:
        """A cookie's name as the application gives it: without the prefix that a policy, or whoever, put before it.

        Of the session's cookie that has a name of its own today, it is that one.
        """
        own = name if self._resolve is None else self._resolve(name).upstream
        prefix = prefix_of(own)
        bare = own if prefix is None else own[len(prefix.value) :]
        return self._successor.get(bare, bare)

    def _general(self, name: str, recording: Recording) -> str:
        """A name without what changes with the host and port it is made of; by the policy's rule where one says so."""
        rule = None if self._resolve is None else self._resolve(name).rule
        if rule is not None and rule.match.kind is not MatchKind.NAME:
            return f"{rule.match.kind.value} {rule.match.text}"
        return match_for(self.bare(name), recording).text

    def dropped(self, name: str) -> bool:
        """Whether the policy keeps the cookie from browsers."""
        return self._resolve is not None and self._resolve(name).treatment.action is Action.DROP

    def paired(self, before: Sequence[T], after: Sequence[T], about: About[T]) -> tuple[tuple[T | None, T | None], ...]:
        """What belongs together: what says the same of the same cookie first, then what is of the same cookie.

        Args:
            before: things of the earlier audit.
            after: things of the later one.
            about: what a thing is about; what is about no cookie belongs to what is about none.

        Returns:
            Each thing once, with its partner or alone, in the order of `before`, then of `after`.
        """
        then = [self._keys(about(one, was=True), was=True) for one in before]
        now = [self._keys(about(one, was=False), was=False) for one in after]
        partner: dict[int, int] = {}
        right = list(range(len(after)))
        for level in range(max(map(len, (*then, *now)), default=0)):
            for mine in (at for at, keys in enumerate(then) if at not in partner and level < len(keys)):
                other = next((at for at in right if now[at][level : level + 1] == then[mine][level : level + 1]), None)
                if other is not None:
                    partner[mine] = other
                    right.remove(other)
        first = tuple((one, after[partner[at]] if at in partner else None) for at, one in enumerate(before))
        return (*first, *((None, after[at]) for at in right))

    def knows(self, cookie: CookieId, others: Iterable[CookieId]) -> bool:
        """Whether a cookie of the earlier audit is among those of the later one."""
        wanted = {self.bare(cookie.name), self._general(cookie.name, self._before)}
        return any({self.bare(one.name), self._general(one.name, self._after)} & wanted for one in others)

    def _keys(self, about: Subject, *, was: bool) -> tuple[tuple[str, ...], ...]:
        """What two things may have in common, the most first; a level means the same for all things."""
        cookie = about.cookie
        if cookie is None:
            named: list[tuple[str, ...]] = [("no cookie",)] * _NAMES
        else:
            named = [("cookie", *self._name(cookie, level, was=was)) for level in range(_NAMES)]
        return (*((*name, said) for name in named for said in about.said), *named)

    def _name(self, cookie: CookieId, level: int, *, was: bool) -> tuple[str, ...]:
        match level:
            case 0:
                return self.bare(cookie.name), self.moved.path(cookie.path) if was else cookie.path
            case 1:
                return (self.bare(cookie.name),)
            case _:
                return (self._general(cookie.name, self._before if was else self._after),)
