"""The JavaScript module means what the policy means, and nothing in a policy breaks out of it."""

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtack.policy import CookieRole, CookieRule, OnError, Policy
from hardtack.render.js_policy import can_refuse, js_policy, quote
from tests.absence import absent
from tests.policy_corpus import policy_files
from tests.render.questions import NOW, cookie_questions, policy_below_a_path

DRIVER = r"""
import * as fs from "fs";
import policy from "./module.mjs";
const hex = (text) => Buffer.from(text, "latin1").toString("hex");
const unhex = (text) => Buffer.from(text, "hex").toString("latin1");
for (const question of fs.readFileSync(0, "latin1").split("\n").slice(0, -1)) {
  const [kind, secure, ...words] = question.split(" ");
  const given = words.map(unhex);
  if (kind === "C") {
    console.log(hex(policy.safeRequest(given[0])));
  } else if (kind === "L") {
    console.log(hex(policy.treatLine(given[0], secure === "1", NOW).line || ""));
  } else {
    const {sent, refused, notes} = policy.safeResponse(given, secure === "1", NOW);
    console.log(sent.map(hex).join(" ") + "|" + refused + "|" + notes.length);
  }
}
"""
FAILING = r"""
import policy from "./module.mjs";
const {sent, refused, notes} = policy.safeResponse([1], true, 1);
console.log(sent.length, refused, notes.length, "<" + policy.safeRequest(1) + ">");
"""


def _node(program: str, folder: Path, asked: str = "") -> list[str]:
    node = shutil.which("node")
    if node is None:
        absent("node is not installed")
    (folder / "program.mjs").write_text(program, encoding="ascii")
    done = subprocess.run(
        [node, "program.mjs"], cwd=folder, input=asked, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stderr == ""
    return done.stdout.split("\n")[:-1]


def _module(policy: Policy, folder: Path) -> None:
    (folder / "module.mjs").write_text(js_policy(policy, "test"), encoding="ascii")


@pytest.mark.parametrize("file", policy_files(), ids=lambda file: file.stem)
def test_javascript_means_what_the_policy_means(file: Path, tmp_path: Path) -> None:
    """Lines, responses and Cookie fields come out of the JavaScript as they come out of the policy."""
    policy = policy_below_a_path(file)
    _module(policy, tmp_path)
    asked, wanted = cookie_questions(policy)
    got = _node(DRIVER.replace("NOW", str(NOW)), tmp_path, "".join(f"{question}\n" for question in asked))
    assert len(got) == len(wanted)
    assert [triple for triple in zip(asked, wanted, got, strict=True) if triple[1] != triple[2]] == []


@pytest.mark.parametrize(("refuse", "said"), ((True, "0 true 1 <>"), (False, "0 false 1 <>")))
def test_a_failure_lets_no_cookie_pass(tmp_path: Path, *, refuse: bool, said: str) -> None:
    """Should the functions fail, no cookie passes either way, and what may hold a session is refused."""
    on_error = OnError.REFUSE if refuse else OnError.DROP_COOKIE
    policy = replace(policy_below_a_path(policy_files()[0]), cookies=(), on_error=on_error)
    _module(policy, tmp_path)
    assert _node(FAILING, tmp_path) == [said]


@pytest.mark.parametrize("role", (None, *CookieRole))
def test_who_can_refuse_a_response(role: CookieRole | None) -> None:
    """A policy whose on_error says so, or one that names a session cookie."""
    policy = policy_below_a_path(policy_files()[0])
    rule = CookieRule(policy.cookies[0].match, role)
    assert can_refuse(replace(policy, cookies=(rule,))) is (role is CookieRole.SESSION)
    assert can_refuse(replace(policy, on_error=OnError.REFUSE))


@given(st.text())
def test_a_quoted_text_stays_in_its_quotes(text: str) -> None:
    """Between the quotes stand printable characters without quote and backslash, and JSON's escapes."""
    assert re.fullmatch(r'"(?:[ !#-\[\]-\x7f]|\\["\\bfnrt]|\\u[0-9a-f]{4})*"', quote(text))
    assert json.loads(quote(text)) == text
