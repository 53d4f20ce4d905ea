"""The search for all minimal authenticating sets, against jars that are monotone functions of their cookies."""

from collections.abc import Callable, Iterable
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtack.recording.actions import Walking
from hardtack.recording.model import CookieId, Side
from hardtack.recording.session import CookieSet, MinimalSets, SearchEndedError, minimal_sets

Model = frozenset[CookieSet]


def cookie(name: str) -> CookieId:
    """A cookie that differs from others in its name."""
    return CookieId(name, "shop.example", host_only=True, path="/")


def jar(names: str) -> CookieSet:
    """A set of cookies by their names."""
    return frozenset(cookie(name) for name in names.split())


def searched(
    order: Iterable[CookieId], answer: Callable[[CookieSet], Side], budget: int = 1000
) -> tuple[MinimalSets, int]:
    """What the search finds, and how many questions it asked."""
    asked: list[CookieSet] = []

    def ask(subset: CookieSet) -> Walking[Side]:
        yield from ()
        asked.append(subset)
        return answer(subset)

    search = minimal_sets(tuple(order), ask, budget)
    try:
        next(search)
    except StopIteration as ended:
        result: MinimalSets = ended.value
        return result, len(asked)
    raise AssertionError("the search sends nothing by itself")


def answers(model: Iterable[CookieSet]) -> Callable[[CookieSet], Side]:
    """An honest oracle."""
    sets = tuple(model)
    return lambda subset: Side.INSIDE if any(one <= subset for one in sets) else Side.OUTSIDE


TWENTY = " ".join(f"c{number:02d}" for number in range(18))
MODELS = (
    pytest.param("sid", ("sid",), 0, id="a jar of one cookie needs no question"),
    pytest.param("theme lang sid", ("sid",), 4, id="one cookie carries the session"),
    pytest.param("theme sid sig", ("sid sig",), 3, id="an id and its signature are needed together"),
    pytest.param("theme sid remember", ("sid", "remember"), 6, id="either of two is enough"),
    pytest.param("a b r lang", ("a b", "r"), 11, id="two together, or one that logs in again"),
    pytest.param("s0 s1 s2 theme", ("s0 s1 s2",), 4, id="a token cut into chunks"),
    pytest.param("access refresh csrf", ("access", "refresh"), 6, id="an access token or its refresh token"),
    pytest.param("a b c", ("a b", "b c", "a c"), 6, id="any two of three"),
    pytest.param(f"{TWENTY} remember sid", ("sid", "remember"), 11, id="twenty cookies, either of two"),
    pytest.param(f"sid {TWENTY} remember", ("sid remember",), 14, id="twenty cookies, the first with the last"),
)


@pytest.mark.parametrize(("names", "minimal", "most"), MODELS)
def test_all_minimal_sets_are_found_with_few_questions(names: str, minimal: tuple[str, ...], most: int) -> None:
    """Each kind of jar gives exactly its minimal sets, smallest first, within the questions counted for it."""
    model = [jar(one) for one in minimal]
    found, asked = searched((cookie(name) for name in names.split()), answers(model))
    assert found == MinimalSets(tuple(sorted(model, key=lambda one: (len(one), sorted(one)))), complete=True)
    assert asked <= most


COOKIES = tuple(cookie(name) for name in "abcdef")
SUBSETS = st.frozensets(st.sampled_from(COOKIES), min_size=1)


def minimal_of(model: Iterable[CookieSet]) -> Model:
    """The minimal sets of a monotone function, by trying every subset."""
    sets = tuple(model)
    inside = [
        frozenset(some)
        for size in range(len(COOKIES) + 1)
        for some in combinations(COOKIES, size)
        if any(one <= frozenset(some) for one in sets)
    ]
    return frozenset(one for one in inside if not any(other < one for other in inside))


@given(model=st.sets(SUBSETS, min_size=1), order=st.permutations(COOKIES))
def test_any_monotone_jar_gives_what_trying_every_subset_gives(model: set[CookieSet], order: list[CookieId]) -> None:
    """With room enough the result is complete and exact, whatever the jar and the order."""
    found, _ = searched(order, answers(model))
    assert found.complete
    assert frozenset(found.sets) == minimal_of(model)
    assert len(found.sets) == len(set(found.sets))


@given(model=st.sets(SUBSETS, min_size=1), order=st.permutations(COOKIES), budget=st.integers(0, 12))
def test_a_spent_budget_is_told_and_leaves_only_true_minimal_sets(
    model: set[CookieSet], order: list[CookieId], budget: int
) -> None:
    """Never more questions than the budget; if they did not do, it says so, and no set found is too large."""
    found, asked = searched(order, answers(model), budget)
    assert asked <= budget
    assert frozenset(found.sets) <= minimal_of(model)
    assert not found.complete or frozenset(found.sets) == minimal_of(model)


@given(model=st.sets(SUBSETS, min_size=1), order=st.permutations(COOKIES), silent=st.sets(SUBSETS))
def test_questions_without_answer_leave_only_true_minimal_sets(
    model: set[CookieSet], order: list[CookieId], silent: set[CookieSet]
) -> None:
    """A set whose smallness rests on an unknown answer is not named, and the search says that it is incomplete."""
    honest = answers(model)
    met: list[CookieSet] = []

    def answer(subset: CookieSet) -> Side:
        if subset in silent:
            met.append(subset)
            return Side.UNKNOWN
        return honest(subset)

    found, _ = searched(order, answer)
    assert frozenset(found.sets) <= minimal_of(model)
    assert found.complete is not bool(met)


def test_a_search_that_cannot_go_on_keeps_what_it_found() -> None:
    """When the session dies and none can be begun, what was proved by then stays and the result is incomplete."""
    model = answers([jar("sid"), jar("remember")])
    left = 5

    def answer(subset: CookieSet) -> Side:
        nonlocal left
        left -= 1
        if left < 0:
            raise SearchEndedError
        return model(subset)

    found, _ = searched([cookie("theme"), cookie("sid"), cookie("remember")], answer)
    assert found == MinimalSets((jar("sid"),), complete=False)
