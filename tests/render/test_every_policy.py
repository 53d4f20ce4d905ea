"""Every renderer writes every policy, and says of each inexact field why."""

from dataclasses import replace
from pathlib import Path

import pytest

from hardtack.render import RENDERERS, Exactness, Renderer
from tests.policy_corpus import policy_files, read_policy


@pytest.mark.parametrize("renderer", RENDERERS, ids=[one.target for one in RENDERERS])
@pytest.mark.parametrize("file", policy_files(), ids=[file.stem for file in policy_files()])
def test_every_policy_is_written(renderer: Renderer, file: Path) -> None:
    """Files come out, the same ones twice, and what is not exact has its sentence."""
    read = read_policy(file)
    site = replace(read.site, upstream=read.site.upstream or "http://127.0.0.1:8080")
    policy = replace(read, site=site)
    written = renderer.render(policy, None)
    assert written.files
    assert written == renderer.render(policy, None)
    assert all(answer.sentence for answer in written.answers if answer.exactness is not Exactness.EXACT)
