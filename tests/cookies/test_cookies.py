"""The public names of the room."""

from hardtack import cookies


def test_the_public_names_are_sorted_and_there() -> None:
    """Constants, classes, functions, each in order; all can be imported."""
    ranked = sorted(cookies.__all__, key=lambda name: (not name.isupper(), not name[0].isupper(), name))

    assert cookies.__all__ == ranked
    assert all(hasattr(cookies, name) for name in cookies.__all__)
