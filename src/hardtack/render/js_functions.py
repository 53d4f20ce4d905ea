"""The functions of the JavaScript module: `hardtack.policy`'s meaning, once more, for nginx's njs.

They are the same for every policy; what differs is the table `policy` that stands before them. Of the language they
use what njs 0.7 has (no `for … of`, no spread of arguments, no generators). Texts from the wire are handled as they
come, cut and joined but never rewritten, so their bytes leave as they came. Nothing is looked up in an object by a word
from the wire: `constructor` would be found. Each function's counterpart is in `enforce`, `attributes`, `resolve`,
`response` and `inbound`; the tests hold the two together.
"""

from typing import Final

from hardtack.render.js_lines import JS_LINES

__all__ = ["JS_FUNCTIONS"]

JS_FUNCTIONS: Final = (
    JS_LINES
    + r"""
// Whether a pattern (a row of [ranges of characters or null for any, at least, at most]) matches the whole name.
// Linear: for each atom, reached[i] says whether the atoms before it can end after i characters.
function matches(atoms, name) {
  let reached = [true];
  for (let number = 0; number < atoms.length; number++) {
    const ranges = atoms[number][0], low = atoms[number][1];
    const high = atoms[number].length > 2 ? atoms[number][2] : name.length;
    const after = [];
    let run = 0, last = -1, any = false;
    for (let i = 0; i <= name.length; i++) {
      if (i > 0 && ranges !== null && !isIn(ranges, name.charCodeAt(i - 1))) run = i;
      if (i - low >= 0 && reached[i - low]) last = i - low;
      after[i] = last >= run && last >= i - high;
      any = any || after[i];
    }
    if (!any) return false;
    reached = after;
  }
  return reached[name.length] === true;
}

function isIn(ranges, code) {
  return ranges.some(function (range) { return range[0] <= code && code <= range[1]; });
}

function firstRule(name) {
  for (let i = 0; i < policy.rules.length; i++) {
    const rule = policy.rules[i];
    if (rule.name !== undefined) {
      if (rule.name === name) return rule;
    } else if (rule.start !== undefined) {
      if (name.startsWith(rule.start)) return rule;
    } else if (matches(rule.pattern, name)) {
      return rule;
    }
  }
  return policy.others;
}

function hasPrefix(name) {
  return /^__(?:host-|http-|secure-)/i.test(name);
}

// What is done to a cookie, what is put before its name, and its name without the prefix that the policy gives it.
function resolve(name) {
  const prefixes = ["__Host-", "__Secure-"];
  for (let i = 0; i < prefixes.length; i++) {
    if (name.startsWith(prefixes[i])) {
      const bare = name.slice(prefixes[i].length);
      const found = firstRule(bare);
      if (found.prefix === prefixes[i] && /^[^ \t]/.test(bare) && !hasPrefix(bare)) {
        return {rule: found, added: "", bare: bare};
      }
    }
  }
  const rule = firstRule(name);
  return {rule: rule, added: rule.prefix && name !== "" && !hasPrefix(name) ? rule.prefix : "", bare: name};
}

function isWithin(path, prefix) {
  return path.charAt(0) === "/" && (path === prefix || path.startsWith(prefix + "/"));
}

function changedOnce(changes, path) {
  for (let i = 0; i < changes.length; i++) {
    const old = changes[i][0], young = changes[i][1];
    if (isWithin(path, old)) {
      if (isWithin(young || "/", old) && isWithin(path, young)) return path;
      return young + path.slice(old.length) || "/";
    }
  }
  return path;
}

// By whole segments, once: a path that may have been changed before is left.
function changedPath(changes, path) {
  const once = changedOnce(changes, path);
  return once !== path && changedOnce(changes, once) !== once ? path : once;
}

function rankOf(word) {
  return ["none", "lax", "strict"].indexOf(word.toLowerCase()) + 1;
}

// What every SameSite of the line is to say from now on, null if they stay.
function sameSiteOf(attributes, wanted) {
  if (!wanted) return null;
  let last = "";
  attributes.forEach(function (attribute) {
    if (attribute.key === "samesite") last = valueOf(attribute.text);
  });
  const given = rankOf(last), rank = rankOf(wanted.value);
  let changes = given !== rank;
  if (wanted.when === "absent") changes = given === 0;
  if (wanted.when === "weaker") changes = given < rank;
  return changes ? "SameSite=" + wanted.value : null;
}

function cappedAge(text, cap) {
  const seconds = maxAge(text);
  return seconds !== null && seconds > cap ? "Max-Age=" + cap : text;
}

function cappedDate(text, cap, now) {
  const epoch = parseDate(valueOf(text));
  const latest = Math.min(now + cap, 253402300799);
  return epoch !== null && epoch > latest ? "Expires=" + formatDate(latest) : text;
}

function changedDomain(text, change) {
  let value = valueOf(text);
  if (value.charAt(0) === ".") value = value.slice(1);
  return value.toLowerCase() === change[0] ? "Domain=" + change[1] : text;
}

// What becomes of an attribute that stands in a line; null = it goes.
function treated(attribute, rule, lives, sameSite, now) {
  const text = attribute.text, isSession = rule.lifetime === "session";
  switch (attribute.key) {
  case "domain":
    if (!rule.domain) return text;
    return rule.domain === "remove" ? null : changedDomain(text, rule.domain);
  case "path":
    if (rule.prefix === "__Host-") return "Path=/";
    if (!rule.path) return text;
    return changedPath(rule.path, valueOf(text)) === valueOf(text) ? text :
      "Path=" + changedPath(rule.path, valueOf(text));
  case "httponly":
    return rule.http_only === "forbid" ? null : text;
  case "samesite":
    return sameSite || text;
  case "max-age":
    if (!lives) return text;
    return isSession ? null : cappedAge(text, rule.lifetime);
  case "expires":
    if (!lives) return text;
    return isSession ? null : cappedDate(text, rule.lifetime, now);
  default:
    return text;
  }
}

// {line}: as it goes out; {fault}: why it can't be enforced; {}: it is dropped.
function treatLine(line, secure, now) {
  if (/[\x00-\x08\x0a-\x1f\x7f]/.test(line)) return {fault: "a set-cookie line holds a control character"};
  const found = resolve(nameOf(line)), rule = found.rule;
  const attributes = attributesOf(line), isGone = isDeletion(attributes, now);
  if (rule.drop && !isGone) return {};
  const lives = rule.lifetime !== undefined && !isGone;
  const sameSite = sameSiteOf(attributes, rule.same_site);
  const parts = [found.added + pairOf(line)], has = [];
  attributes.forEach(function (attribute) {
    const text = treated(attribute, rule, lives, sameSite, now);
    if (text !== null) {
      parts.push(text);
      has.push(attribute.key);
    }
  });
  if (rule.prefix === "__Host-" && has.indexOf("path") < 0) parts.push("Path=/");
  const isSecure = rule.secure === "require" || rule.secure === "if_tls" && secure;
  if (isSecure && has.indexOf("secure") < 0) parts.push("Secure");
  if (rule.http_only === "require" && has.indexOf("httponly") < 0) parts.push("HttpOnly");
  if (rule.same_site && has.indexOf("samesite") < 0) parts.push("SameSite=" + rule.same_site.value);
  const out = parts.join("; ");
  if (policy.set_cookie_bytes && out.length > policy.set_cookie_bytes && !isGone) {
    return {fault: "a set-cookie line is longer than limits.set_cookie_bytes"};
  }
  return {line: out};
}

// All set-cookie lines of a response: {sent: the lines that go out, refused: whether the response must be refused,
// notes: for the log}. secure: whether the browser's request came by TLS. now: epoch seconds.
function response(given, secure, now) {
  const sent = [], notes = [], noted = [];
  let refused = false, linesLeft = policy.set_cookies, bytesLeft = policy.headers_bytes;
  given.forEach(function (line) {
    const found = resolve(nameOf(line)), rule = found.rule, out = treatLine(line, secure, now);
    if (out.line !== undefined && !isDeletion(attributesOf(out.line), now)) {
      if (linesLeft === 0) {
        out.fault = "the response has more set-cookie lines than limits.set_cookies";
      } else if (bytesLeft < out.line.length) {
        out.fault = "the set-cookie lines of the response are longer than limits.headers_bytes";
      } else {
        linesLeft = linesLeft && linesLeft - 1;
        bytesLeft = bytesLeft && bytesLeft - out.line.length;
      }
    }
    if (out.fault) {
      notes.push("a cookie did not pass: " + out.fault);
      refused = refused || policy.refuse || rule.session === true;
    } else if (out.line !== undefined) {
      (rule.was || []).forEach(function (farewell) {
        if (sent.indexOf(farewell) < 0) sent.push(farewell);
      });
      sent.push(out.line);
      if (rule === policy.others && policy.report && noted.indexOf(found.bare) < 0) {
        notes.push("no rule names the cookie " + found.bare);
        noted.push(found.bare);
      }
    }
  });
  return {sent: refused ? [] : sent, refused: refused, notes: notes};
}

// As response, but an error in it is caught: then no cookie passes, and what may hold a session is refused.
function safeResponse(given, secure, now) {
  try {
    return response(given, secure, now);
  } catch (error) {
    const note = "the policy failed, so no cookie passes: " + error;
    return {sent: [], refused: policy.refuse_on_failure, notes: [note]};
  }
}

// The Cookie field as upstream is to get it; "" = none.
function request(field) {
  return split(field).map(function (pair) {
    const name = nameOf(pair), found = resolve(name);
    if (policy.drop_inbound.indexOf(found.bare) >= 0) return "";
    if (found.bare !== name) return pair.slice(found.rule.prefix.length);
    return found.added !== "" && policy.strip_bare_renamed ? "" : pair;
  }).filter(function (pair) { return pair !== ""; }).join("; ");
}

// As request, but if it fails no cookie goes on.
function safeRequest(field) {
  try {
    return request(field);
  } catch (error) {
    return "";
  }
}
"""
)
"""What follows ``const policy = {…};`` in the module; it begins with a line break and ends with one."""
