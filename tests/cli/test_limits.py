"""How long an audit may take where nobody said."""

from dataclasses import replace

from hardtack.cli.asking import budget_of
from hardtack.cli.options import Options

OPTIONS = Options(url="https://shop.example/")


def test_an_audit_ends_by_itself() -> None:
    """A quarter of an hour, unless the user says otherwise or a time is measured."""
    assert budget_of(OPTIONS).max_time == 900
    assert budget_of(replace(OPTIONS, max_time=60.0)).max_time == 60
    assert budget_of(replace(OPTIONS, measure_idle="20m")).max_time is None
    assert budget_of(replace(OPTIONS, measure_absolute="2h")).max_time is None
