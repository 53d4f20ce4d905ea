"""Cookie values in place of their masks, in a report that its user wants to read so; recordings never hold them."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import cast

from hardtack.verdict import Check, Report


def reveal(report: Report, values: Mapping[str, str]) -> Report:
    """The report with each mask that is known replaced by the value behind it.

    Args:
        report: the audit's result.
        values: masks and the values behind them; with none, the report is given back as it is.
    """
    return cast("Report", _revealed(report, values)) if values else report


def _revealed(part: object, values: Mapping[str, str]) -> object:
    if isinstance(part, str):
        for mask in (mask for mask in values if mask in part):
            part = part.replace(mask, values[mask])
        return part
    if isinstance(part, tuple):
        return tuple(_revealed(one, values) for one in cast("tuple[object, ...]", part))
    if is_dataclass(part) and not isinstance(part, Enum | Check | type):
        told = {one.name: _revealed(cast("object", getattr(part, one.name)), values) for one in fields(part)}
        return replace(part, **told)
    return part
