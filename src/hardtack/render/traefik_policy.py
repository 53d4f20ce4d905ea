"""A file of Traefik's plugin: what a policy makes of cookies, out and in, and of plain requests.

Go, as far as Traefik's interpreter (Yaegi) knows it; the same for every policy: what differs is the plugin's
configuration. Each function's counterpart is in `hardtack.policy`; the tests hold the two together.
"""

from typing import Final

__all__ = ["GO_POLICY"]

GO_POLICY: Final = r"""
package hardtack

import (
	"strconv"
	"strings"
)

const controls = "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0a\x0b\x0c\x0d\x0e\x0f" +
	"\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f"

const latestDate = 253402300799

// Each byte as a character of its own, which is how patterns count.
func wide(text string) string {
	runes := make([]rune, len(text))
	for at := 0; at < len(text); at++ {
		runes[at] = rune(text[at])
	}
	return string(runes)
}

func (p *policy) firstRule(name string) *rule {
	for _, one := range p.rules {
		if one.pattern != nil {
			if one.pattern.MatchString(wide(name)) {
				return one
			}
		} else if one.starts && strings.HasPrefix(name, one.text) || name == one.text {
			return one
		}
	}
	return p.others
}

func hasPrefix(name string) bool {
	start := lower(name)
	return strings.HasPrefix(start, "__host-") || strings.HasPrefix(start, "__secure-") ||
		strings.HasPrefix(start, "__http-")
}

// What is done to a cookie, what is put before its name, and its name without the prefix that the policy gives it.
func (p *policy) resolve(name string) (*rule, string, string) {
	for _, prefix := range []string{"__Host-", "__Secure-"} {
		if strings.HasPrefix(name, prefix) {
			bare := name[len(prefix):]
			found := p.firstRule(bare)
			if found.prefix == prefix && bare != "" && bare[0] != ' ' && bare[0] != '\t' && !hasPrefix(bare) {
				return found, "", bare
			}
		}
	}
	found := p.firstRule(name)
	if found.prefix != "" && name != "" && !hasPrefix(name) {
		return found, found.prefix, name
	}
	return found, "", name
}

func within(path string, prefix string) bool {
	return strings.HasPrefix(path, "/") && (path == prefix || strings.HasPrefix(path, prefix+"/"))
}

func orRoot(path string) string {
	if path == "" {
		return "/"
	}
	return path
}

func changeOnce(changes []change, path string) string {
	for _, one := range changes {
		if within(path, one.old) {
			if within(orRoot(one.new), one.old) && within(path, one.new) {
				return path
			}
			return orRoot(one.new + path[len(one.old):])
		}
	}
	return path
}

// By whole segments, once: a path that may have been changed before is left.
func changePath(changes []change, path string) string {
	once := changeOnce(changes, path)
	if once != path && changeOnce(changes, once) != once {
		return path
	}
	return once
}

var ranks = map[string]int{"none": 1, "lax": 2, "strict": 3}

// Whether every SameSite of the line is to say what the rule says.
func overwritesSameSite(attributes []attribute, found *rule) bool {
	last := ""
	for _, one := range attributes {
		if one.key == "samesite" {
			last = lower(valueOf(one.text))
		}
	}
	given, wanted := ranks[last], ranks[lower(found.sameSite)]
	if found.sameSiteWhen == "absent" {
		return given == 0
	}
	if found.sameSiteWhen == "weaker" {
		return given < wanted
	}
	return given != wanted
}

// What becomes of one attribute; "" = it is taken out.
func (found *rule) edited(one attribute, overwrites bool, lives bool, now int64) string {
	if one.key == "domain" && found.removesDomain {
		return ""
	} else if one.key == "domain" && found.domain != "" {
		if lower(strings.TrimPrefix(valueOf(one.text), ".")) == found.domainOld {
			return "Domain=" + found.domain
		}
	} else if one.key == "path" && found.prefix == "__Host-" {
		return "Path=/"
	} else if one.key == "path" && len(found.path) > 0 {
		path := valueOf(one.text)
		changed := changePath(found.path, path)
		if changed != path {
			return "Path=" + changed
		}
	} else if one.key == "httponly" && found.httpOnly == "forbid" {
		return ""
	} else if one.key == "samesite" && overwrites {
		return "SameSite=" + found.sameSite
	} else if one.key == "max-age" && lives {
		seconds, valid := maxAge(one.text)
		if found.lifetime < 0 {
			return ""
		}
		if valid && seconds > found.lifetime {
			return "Max-Age=" + strconv.FormatInt(found.lifetime, 10)
		}
	} else if one.key == "expires" && lives {
		epoch, valid := parseDate(valueOf(one.text))
		latest := now + found.lifetime
		if found.lifetime < 0 {
			return ""
		}
		if latest > latestDate {
			latest = latestDate
		}
		if valid && epoch > latest {
			return "Expires=" + formatDate(latest)
		}
	}
	return one.text
}

// The line as it goes out; "" = it is dropped, and a reason if it can't be enforced.
func (p *policy) treat(line string, secure bool, now int64) (string, string) {
	if strings.ContainsAny(line, controls) {
		return "", "a set-cookie line holds a control character"
	}
	pair, rest, _ := cut(line, ";")
	found, prefix, _ := p.resolve(nameOf(line))
	attributes := attributesOf(rest)
	dies := isDeletion(attributes, now)
	if found.drop && !dies {
		return "", ""
	}
	out := prefix + trim(pair)
	has := map[string]bool{}
	overwrites := found.sameSite != "" && overwritesSameSite(attributes, found)
	for _, one := range attributes {
		text := found.edited(one, overwrites, found.lifetime != 0 && !dies, now)
		if text != "" {
			out += "; " + text
			has[one.key] = true
		}
	}
	if found.prefix == "__Host-" && !has["path"] {
		out += "; Path=/"
	}
	if (found.secure == "require" || found.secure == "if_tls" && secure) && !has["secure"] {
		out += "; Secure"
	}
	if found.httpOnly == "require" && !has["httponly"] {
		out += "; HttpOnly"
	}
	if found.sameSite != "" && !has["samesite"] {
		out += "; SameSite=" + found.sameSite
	}
	if p.setCookieBytes > 0 && len(out) > p.setCookieBytes && !dies {
		return "", "a set-cookie line is longer than limits.set_cookie_bytes"
	}
	return out, ""
}

// All set-cookie lines of a response: the lines that go out, whether the response must be refused, notes for the log.
func (p *policy) response(given []string, secure bool, now int64) ([]string, bool, []string) {
	sent, notes, seen, noted, refused := []string{}, []string{}, map[string]bool{}, map[string]bool{}, false
	linesLeft, bytesLeft := p.setCookies, p.headersBytes
	for _, line := range given {
		out, fault := p.treat(line, secure, now)
		found, _, name := p.resolve(nameOf(line))
		_, rest, _ := cut(out, ";")
		if out != "" && !isDeletion(attributesOf(rest), now) {
			if p.setCookies > 0 && linesLeft == 0 {
				fault = "the response has more set-cookie lines than limits.set_cookies"
			} else if p.headersBytes > 0 && bytesLeft < len(out) {
				fault = "the set-cookie lines of the response are longer than limits.headers_bytes"
			} else {
				linesLeft--
				bytesLeft -= len(out)
			}
		}
		if fault != "" {
			notes = append(notes, "a cookie did not pass: "+fault)
			refused = refused || p.refuse || found.session
		} else if out != "" {
			for _, farewell := range found.was {
				if !seen[farewell] {
					sent = append(sent, farewell)
					seen[farewell] = true
				}
			}
			sent = append(sent, out)
			seen[out] = true
			if found == p.others && p.report && !noted[name] {
				notes = append(notes, "no rule names the cookie "+strconv.Quote(name))
				noted[name] = true
			}
		}
	}
	return sent, refused, notes
}

// The Cookie field as the application is to get it; "" = none.
func (p *policy) request(field string) string {
	kept := []string{}
	for _, pair := range split(field) {
		name := nameOf(pair)
		found, prefix, bare := p.resolve(name)
		if p.dropInbound[bare] || bare == name && prefix != "" && p.stripBareRenamed {
			continue
		}
		if bare != name {
			pair = pair[len(found.prefix):]
		}
		kept = append(kept, pair)
	}
	return strings.Join(kept, "; ")
}

var escapes = strings.NewReplacer("%2e", ".", "%2f", "/", "%5c", "/", "\\", "/")

func (p *policy) isExempt(path string) bool {
	for _, segment := range strings.Split(escapes.Replace(lower(path)), "/") {
		if segment == "." || segment == ".." {
			return false
		}
	}
	for _, exempt := range p.exempt {
		if path == exempt || strings.HasSuffix(exempt, "/") && strings.HasPrefix(path, exempt) {
			return true
		}
	}
	return false
}

// A Location of the application as browsers see it: without its own place, and the path below which it lives.
func (p *policy) location(value string) string {
	rest := value
	if strings.HasPrefix(lower(value), p.upstream) {
		rest = value[len(p.upstream):]
	}
	if rest == value && !strings.HasPrefix(value, "/") {
		return value
	}
	if !strings.HasPrefix(rest, "/") {
		// A longer port or host begins like the application's own.
		if rest != "" && !strings.ContainsAny(rest[:1], "?#") {
			return value
		}
		rest = "/" + rest
	}
	if p.base == "" {
		return rest
	}
	if !strings.HasPrefix(rest, p.base) {
		return value
	}
	after := rest[len(p.base):]
	if after != "" && !strings.ContainsAny(after[:1], "/?#") {
		return value
	}
	if strings.HasPrefix(after, "/") {
		return after
	}
	return "/" + after
}
"""
"""The text of policy.go, without the comment at its head."""
