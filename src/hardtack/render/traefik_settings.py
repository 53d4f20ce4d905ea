"""A file of Traefik's plugin: what its configuration may hold, and the policy made of it.

Go, as far as Traefik's interpreter (Yaegi) knows it; the same for every policy.
"""

from typing import Final

__all__ = ["GO_SETTINGS"]

GO_SETTINGS: Final = r"""
package hardtack

import "regexp"

// Config is what the dynamic configuration says. In its texts one character is one byte.
type Config struct {
	Fronted          bool
	Origin           string
	Upstream         string
	Base             string
	Redirect         int
	Exempt           []string
	Hsts             string
	SetCookieBytes   int
	HeadersBytes     int
	SetCookies       int
	Refuse           bool
	RefuseOnFailure  bool
	Report           bool
	StripBareRenamed bool
	DropInbound      []string
	Rules            []RuleConfig
	Others           RuleConfig
}

// RuleConfig is what is done to some cookies.
type RuleConfig struct {
	Name         string
	Start        string
	Pattern      string
	Session      bool
	Was          []string
	Drop         bool
	Prefix       string
	Secure       string
	HttpOnly     string
	SameSite     string
	SameSiteWhen string
	RemoveDomain bool
	DomainFrom   string
	DomainTo     string
	Path         []PathConfig
	Lifetime     int64
}

// PathConfig is one change of a Path.
type PathConfig struct {
	From string
	To   string
}

// CreateConfig makes an empty configuration.
func CreateConfig() *Config { return &Config{} }

type change struct {
	old string
	new string
}

type rule struct {
	text          string
	starts        bool
	pattern       *regexp.Regexp
	session       bool
	was           []string
	drop          bool
	prefix        string
	secure        string
	httpOnly      string
	sameSite      string
	sameSiteWhen  string
	removesDomain bool
	domainOld     string
	domain        string
	path          []change
	// 0 = kept, -1 = taken out, else the most seconds.
	lifetime int64
}

type policy struct {
	fronted          bool
	origin           string
	upstream         string
	base             string
	redirect         int
	exempt           []string
	hsts             string
	setCookieBytes   int
	headersBytes     int
	setCookies       int
	refuse           bool
	refuseOnFailure  bool
	report           bool
	stripBareRenamed bool
	dropInbound      map[string]bool
	rules            []*rule
	others           *rule
}

// Bytes of a text of the configuration.
func narrow(text string) string {
	bytes := []byte{}
	for _, char := range text {
		bytes = append(bytes, byte(char))
	}
	return string(bytes)
}

func narrowAll(texts []string) []string {
	all := []string{}
	for _, text := range texts {
		all = append(all, narrow(text))
	}
	return all
}

func newRule(given RuleConfig) (*rule, error) {
	one := &rule{text: narrow(given.Name), session: given.Session, was: narrowAll(given.Was), drop: given.Drop,
		prefix: given.Prefix, secure: given.Secure, httpOnly: given.HttpOnly, sameSite: given.SameSite,
		sameSiteWhen: given.SameSiteWhen, removesDomain: given.RemoveDomain, domainOld: narrow(given.DomainFrom),
		domain: narrow(given.DomainTo), lifetime: given.Lifetime}
	if given.Start != "" {
		one.text = narrow(given.Start)
		one.starts = true
	}
	for _, path := range given.Path {
		one.path = append(one.path, change{old: narrow(path.From), new: narrow(path.To)})
	}
	if given.Pattern != "" {
		pattern, err := regexp.Compile(given.Pattern)
		if err != nil {
			return nil, err
		}
		one.pattern = pattern
	}
	return one, nil
}

func newPolicy(given *Config) (*policy, error) {
	made := &policy{fronted: given.Fronted, origin: given.Origin, upstream: given.Upstream, base: given.Base,
		redirect: given.Redirect, exempt: narrowAll(given.Exempt), hsts: given.Hsts,
		setCookieBytes: given.SetCookieBytes, headersBytes: given.HeadersBytes, setCookies: given.SetCookies,
		refuse: given.Refuse, refuseOnFailure: given.RefuseOnFailure, report: given.Report,
		stripBareRenamed: given.StripBareRenamed, dropInbound: map[string]bool{}}
	for _, name := range given.DropInbound {
		made.dropInbound[narrow(name)] = true
	}
	for _, one := range given.Rules {
		ready, err := newRule(one)
		if err != nil {
			return nil, err
		}
		made.rules = append(made.rules, ready)
	}
	others, err := newRule(given.Others)
	made.others = others
	return made, err
}
"""
"""The text of settings.go, without the comment at its head."""
