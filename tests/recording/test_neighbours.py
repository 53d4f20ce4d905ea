"""Other applications on the host: which exchanges are theirs."""

from dataclasses import replace

import pytest

from hardtack.recording.model import Exchange, Step
from hardtack.recording.neighbours import visits_named
from tests.recording.recordings import TARGET, answered, inside, recording, silent

HOST = "https://shop.example"
HERE = replace(TARGET, url=f"{HOST}/shop/login.php", https=f"{HOST}/shop/login.php")


def visit(exchange: Exchange, browser: str = "visitor") -> Exchange:
    """The exchange as the walk visits what else is on the host."""
    return replace(exchange, step=Step.NEIGHBOUR, browser=browser)


@pytest.mark.parametrize(
    ("also", "exchange", "named"),
    (
        (f"{HOST}/wiki/", visit(answered(url=f"{HOST}/wiki/")), True),
        (f"{HOST}/wiki", visit(answered(url=f"{HOST}/wiki/Main")), True),
        (f"{HOST}/wiki/index.php", visit(answered(url=f"{HOST}/wiki/Main")), True),
        (f"{HOST}/", visit(answered(url=f"{HOST}/")), True),
        (f"{HOST}/", visit(answered(url=f"{HOST}/shop/login.php")), False),
        (f"{HOST}/wiki/", visit(answered(url=f"{HOST}/shop/in")), False),
        (f"{HOST}/wiki/", visit(answered(url=f"{HOST}/")), False),
        (f"{HOST}/wiki/", visit(answered(url="https://other.example/wiki/")), False),
        (f"{HOST}/wiki/", visit(answered(url=f"{HOST}/wiki/"), "newcomer"), False),
        (f"{HOST}/wiki/", answered(url=f"{HOST}/wiki/"), False),
        (f"{HOST}/wiki/", visit(silent()), False),
        (f"{HOST}/shop/", visit(answered(url=f"{HOST}/shop/")), False),
    ),
    ids=lambda value: value.request.url if isinstance(value, Exchange) else str(value),
)
def test_a_visit_is_of_the_application_in_whose_folder_it_lies(also: str, exchange: Exchange, *, named: bool) -> None:
    """Where it was named by the user; a redirect into the audited application is no visit."""
    seen = replace(recording(exchange), target=replace(HERE, also=(also,)))

    assert [one.request.url for one in visits_named(seen)] == ([exchange.request.url] if named else [])


def test_what_the_oracle_asks_in_between_is_no_visit() -> None:
    """It asks whether the session still lives, wherever its page lies."""
    seen = recording(visit(answered(url=f"{HOST}/wiki/")), probes=(inside(0),))

    assert visits_named(replace(seen, target=replace(HERE, also=(f"{HOST}/wiki/",)))) == ()
