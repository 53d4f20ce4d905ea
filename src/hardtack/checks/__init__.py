"""The checks: one module each, a pure function from a recording to a verdict."""

from hardtack.verdict import Check

CHECKS: tuple[Check, ...] = ()
"""Every check, in the order of their codes, which is the order in which they are asked."""
