"""The Lua module means what the policy means, and nothing in a policy breaks out of it."""

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardtack.policy import OnError, Policy, plain_answer
from hardtack.render.lua_policy import lua_policy, quote
from tests.absence import absent
from tests.policy_corpus import policy_files
from tests.render.questions import NOW, as_hex, cookie_questions, policy_below_a_path

INTERPRETERS = ("lua5.1", "lua5.3")
TARGETS = (
    "/",
    "/healthz",
    "/healthz/x",
    "/.well-known/acme-challenge/t",
    "/.well-known/acme-challenge/%2E./x",
    "/a\\..",
)
DRIVER = r"""
local M = dofile("module.lua")
local function hex(text) return (text:gsub(".", function(c) return string.format("%02x", c:byte()) end)) end
local function unhex(text) return (text:gsub("..", function(c) return string.char(tonumber(c, 16)) end)) end
local function show(lines)
  local out = {}
  for _, line in ipairs(lines or {}) do out[#out + 1] = hex(line) end
  return table.concat(out, " ")
end
for line in io.lines() do
  local kind, secure, rest = line:match("^(%a) (%d) (.*)$")
  local given = {}
  for word in rest:gmatch("%S+") do given[#given + 1] = unhex(word) end
  if kind == "L" then
    local lines = M.rewrite(given[1] or "", secure == "1", NOW)
    print(lines and hex(lines[#lines]) or "")
  elseif kind == "C" then
    print(hex(M.request(given[1])))
  elseif kind == "P" then
    print(M.plain(given[1], given[2]))
  elseif kind == "U" then
    print(hex(M.location(given[1])))
  else
    local sent, refused, notes = M.response(given, secure == "1", NOW)
    print(show(sent) .. "|" .. tostring(refused) .. "|" .. #notes)
  end
end
"""


def _run(interpreter: str, policy: Policy, questions: list[str], folder: Path) -> list[str]:
    if shutil.which(interpreter) is None:
        absent(f"{interpreter} is not installed")
    (folder / "module.lua").write_text(lua_policy(policy, "test"), encoding="ascii")
    (folder / "driver.lua").write_text(DRIVER.replace("NOW", str(NOW)), encoding="ascii")
    done = subprocess.run(
        [interpreter, "driver.lua"],
        cwd=folder,
        input="".join(f"{question}\n" for question in questions),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.split("\n")[:-1]


@pytest.mark.parametrize("interpreter", INTERPRETERS)
@pytest.mark.parametrize("file", policy_files(), ids=lambda file: file.stem)
def test_lua_means_what_the_policy_means(interpreter: str, file: Path, tmp_path: Path) -> None:
    """Lines, responses, Cookie fields and plain requests come out of the Lua as they come out of the policy."""
    policy = policy_below_a_path(file)
    asked, wanted = cookie_questions(policy)
    for method in ("GET", "HEAD", "POST"):
        for target in TARGETS:
            asked.append(f"P 0 {as_hex(method)} {as_hex(target)}")
            wanted.append(plain_answer(policy.transport, method, target).value)
    got = _run(interpreter, policy, asked, tmp_path)
    assert len(got) == len(wanted)
    assert [
        (question, one, other) for question, one, other in zip(asked, wanted, got, strict=True) if one != other
    ] == []


def test_lua_locations(tmp_path: Path) -> None:
    """A Location loses the upstream's place and the path it lives below, by whole segments; others stay."""
    table = (
        ("/alarmpoint", "/"),
        ("/alarmpoint/x?y", "/x?y"),
        ("/alarmpoint?y", "/?y"),
        ("/alarmpointx", "/alarmpointx"),
        ("HTTP://127.0.0.1:8080/alarmpoint/x", "/x"),
        ("http://127.0.0.1:80801/alarmpoint/x", "http://127.0.0.1:80801/alarmpoint/x"),
        ("https://other.example/alarmpoint/x", "https://other.example/alarmpoint/x"),
        ("x", "x"),
    )
    policy = policy_below_a_path(policy_files()[0])
    got = _run("lua5.1", policy, [f"U 0 {as_hex(given)}" for given, _ in table], tmp_path)
    assert [bytes.fromhex(text).decode() for text in got] == [wanted for _, wanted in table]


@pytest.mark.parametrize(("refuse", "said"), ((True, "0 true 1"), (False, "0 false 1")))
def test_a_failure_lets_no_cookie_pass(tmp_path: Path, *, refuse: bool, said: str) -> None:
    """Should the functions fail, no cookie passes either way, and what may hold a session is refused."""
    if shutil.which("lua5.1") is None:
        absent("lua5.1 is not installed")
    on_error = OnError.REFUSE if refuse else OnError.DROP_COOKIE
    policy = replace(policy_below_a_path(policy_files()[0]), cookies=(), on_error=on_error)
    (tmp_path / "module.lua").write_text(lua_policy(policy, "test"), encoding="ascii")
    program = (
        'local M = dofile("module.lua") local sent, refused, notes = M.safe_response({true}, true, 1) '
        'print(#sent .. " " .. tostring(refused) .. " " .. #notes) '
        'print("<" .. M.safe_request(true) .. ">") print(tostring(M.safe_location(true)))'
    )
    done = subprocess.run(["lua5.1", "-e", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == f"{said}\n<>\ntrue\n"


LATIN = st.text(st.characters(max_codepoint=255))


@given(LATIN)
def test_a_quoted_text_stays_in_its_quotes(text: str) -> None:
    """Between the quotes stand printable characters without quote and backslash, and escapes of three digits."""
    inside = re.fullmatch(r'"((?:[ !#-\[\]-~]|\\[0-9]{3})*)"', quote(text))
    assert inside is not None
    read = re.sub(r"\\([0-9]{3})", lambda found: chr(int(found[1])), inside[1])
    assert read == text


def test_a_text_that_is_no_bytes_is_refused() -> None:
    """A character above U+00FF can't be on the wire, so no Lua string stands for it."""
    with pytest.raises(UnicodeEncodeError):
        quote("\u0100")


@settings(max_examples=20, deadline=None)
@given(st.lists(LATIN.filter(bool), min_size=30, max_size=30))
def test_lua_reads_what_was_quoted(texts: list[str]) -> None:
    """A Lua interpreter sees exactly the quoted text, and runs nothing of it."""
    if shutil.which("lua5.1") is None:
        absent("lua5.1 is not installed")
    program = "".join(f"io.write({quote(text)}, '\\n\\1\\n')\n" for text in texts)
    done = subprocess.run(["lua5.1", "-"], input=program.encode("ascii"), capture_output=True, check=True)
    wanted = "".join(f"{text}\n\1\n" for text in texts)
    assert done.stdout == wanted.encode("latin-1")
