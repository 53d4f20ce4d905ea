"""What hardtack itself writes is held against its own rules."""

from dataclasses import replace
from pathlib import Path

import pytest

from hardtack.lint import Kind, lint
from hardtack.policy import Tls
from hardtack.render import RENDERERS
from hardtack.verdict import Severity
from tests.policy_corpus import policy_files, read_policy

KINDS = {
    "apache": Kind.APACHE,
    "caddy": Kind.CADDY,
    "haproxy": Kind.HAPROXY,
    "haproxy-lua": Kind.HAPROXY,
    "nginx-lua": Kind.NGINX,
    "nginx-njs": Kind.NGINX,
}
"""Native nginx is not among them: what it can't say without a script, its renderer declares as inexact. Nor are the
settings of applications, which say False where a policy asks for nothing."""
OTHERS = (".lua", ".js")
"""Files that are no configuration of the kind."""
WRITTEN = [one for one in RENDERERS if one.target in KINDS]
FILES = [file for file in policy_files() if read_policy(file).site.tls is not Tls.NONE]
"""Plain HTTP, where a policy asks for it, is what the rules are about."""
NO_FAULT = {"HL903"}
"""A short max-age that the policy asks for."""


@pytest.mark.parametrize("target", [one.target for one in WRITTEN])
@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_no_rule_finds_anything_in_what_is_rendered(target: str, file: Path) -> None:
    """Every policy on every server that both rooms know: read without an error, and found to be without fault."""
    policy = read_policy(file)
    site = replace(policy.site, upstream=policy.site.upstream or "http://127.0.0.1:8080")
    renderer = next(one for one in WRITTEN if one.target == target)
    rendered = renderer.render(replace(policy, site=site), None)
    texts = [one.text for one in rendered.files if not one.path.endswith(OTHERS)]
    found = [one for text in texts for one in lint(text, KINDS[target]).findings if one.severity > Severity.INFO]

    assert [(one.rule.code, one.text) for one in found if one.rule.code not in NO_FAULT] == []
