"""A file of Traefik's plugin: the handler that stands before the application.

Go, as far as Traefik's interpreter (Yaegi) knows it; the same for every policy. What the interpreter hands to compiled
code is a ResponseWriter that can be hijacked and can't be flushed, so answers without a length are flushed here.
"""

from typing import Final

__all__ = ["GO_HANDLER"]

GO_HANDLER: Final = r"""
package hardtack

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"time"
)

const refusal = "The application's answer could not be made safe, so it was not passed on.\n"

type handler struct {
	next   http.Handler
	policy *policy
}

// New makes the middleware.
func New(ctx context.Context, next http.Handler, config *Config, name string) (http.Handler, error) {
	made, err := newPolicy(config)
	if err != nil {
		return nil, err
	}
	return &handler{next: next, policy: made}, nil
}

// The way in: what comes by plain HTTP, and the cookies that browsers send.
func (h *handler) ServeHTTP(rw http.ResponseWriter, req *http.Request) {
	secure := req.TLS != nil
	if h.policy.fronted {
		proto := req.Header.Get("X-Forwarded-Proto")
		secure = proto == "https" || proto == "wss"
	}
	path, _, _ := cut(req.RequestURI, "?")
	if !secure && h.policy.redirect > 0 && !h.policy.isExempt(path) {
		// A target that is no path (a whole URL) is not repeated to the browser.
		if (req.Method == "GET" || req.Method == "HEAD") && strings.HasPrefix(path, "/") {
			rw.Header().Set("Location", h.policy.origin+req.RequestURI)
			rw.WriteHeader(h.policy.redirect)
		} else {
			rw.WriteHeader(http.StatusForbidden)
		}
		return
	}
	fields := req.Header["Cookie"]
	if len(fields) > 0 {
		field := h.cookies(strings.Join(fields, "; "))
		if field == "" {
			req.Header.Del("Cookie")
		} else {
			req.Header.Set("Cookie", field)
		}
	}
	h.next.ServeHTTP(&writer{next: rw, policy: h.policy, secure: secure}, req)
}

// If the functions fail, no cookie goes on.
func (h *handler) cookies(field string) string {
	kept := &outcome{}
	h.policy.tryRequest(kept, field)
	return kept.field
}

// What is left if the functions fail is what was put in before.
type outcome struct {
	field   string
	sent    []string
	refused bool
	notes   []string
}

func (p *policy) tryRequest(result *outcome, field string) {
	defer func() { recover() }()
	result.field = p.request(field)
}

func (p *policy) tryResponse(result *outcome, lines []string, secure bool) {
	defer func() { recover() }()
	sent, refused, notes := p.response(lines, secure, time.Now().Unix())
	result.sent = sent
	result.refused = refused
	result.notes = notes
}

type writer struct {
	next    http.ResponseWriter
	policy  *policy
	secure  bool
	done    bool
	refused bool
	streams bool
}

func (w *writer) Header() http.Header { return w.next.Header() }

// Edits a response's header fields; false = it must not pass.
func (w *writer) edit(header http.Header) bool {
	if w.secure && w.policy.hsts != "" {
		header.Set("Strict-Transport-Security", w.policy.hsts)
	}
	location := header.Get("Location")
	if location != "" {
		header.Set("Location", w.policy.location(location))
	}
	lines := header["Set-Cookie"]
	if len(lines) == 0 {
		return true
	}
	// Should it fail, no cookie passes, and what may hold a session is refused.
	failed := []string{"the policy failed, so no cookie passes"}
	result := &outcome{refused: w.policy.refuseOnFailure, notes: failed}
	w.policy.tryResponse(result, lines, w.secure)
	for _, note := range result.notes {
		log.Print("hardtack: " + note)
	}
	header.Del("Set-Cookie")
	for _, line := range result.sent {
		header.Add("Set-Cookie", line)
	}
	return !result.refused
}

// The way out: Traefik's own errors pass here too.
func (w *writer) WriteHeader(status int) {
	if w.done {
		return
	}
	header := w.next.Header()
	if status < 200 && status != http.StatusSwitchingProtocols {
		// A hint that comes before the response sets no cookie.
		header.Del("Set-Cookie")
		w.next.WriteHeader(status)
		return
	}
	w.done = true
	if !w.edit(header) {
		w.refuse(header)
		return
	}
	w.streams = header.Get("Content-Length") == ""
	w.next.WriteHeader(status)
	w.flush()
}

// 502 in place of a response that must not pass.
func (w *writer) refuse(header http.Header) {
	w.refused = true
	names := []string{}
	for name := range header {
		names = append(names, name)
	}
	for _, name := range names {
		if name != "Strict-Transport-Security" || w.policy.hsts == "" || !w.secure {
			delete(header, name)
		}
	}
	header.Set("Content-Type", "text/plain")
	w.next.WriteHeader(http.StatusBadGateway)
	w.next.Write([]byte(refusal))
}

func (w *writer) Write(data []byte) (int, error) {
	if !w.done {
		w.WriteHeader(http.StatusOK)
	}
	if w.refused {
		return len(data), nil
	}
	count, err := w.next.Write(data)
	w.flush()
	return count, err
}

// Events and the like reach the browser as they come.
func (w *writer) flush() {
	flusher, can := w.next.(http.Flusher)
	if w.streams && can {
		flusher.Flush()
	}
}

// Hijack is for websockets: Traefik writes the head of its answer to what is given back here.
func (w *writer) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	hijacker, can := w.next.(http.Hijacker)
	if !can {
		return nil, nil, errors.New("this connection can't change its protocol")
	}
	conn, both, err := hijacker.Hijack()
	if err != nil {
		return nil, nil, err
	}
	head := &headWriter{next: conn, edits: w}
	return conn, bufio.NewReadWriter(both.Reader, bufio.NewWriter(head)), nil
}

// What is written to a hijacked connection: the head of a response is edited, what follows goes through.
type headWriter struct {
	next  io.Writer
	edits *writer
	head  []byte
	done  bool
}

func (h *headWriter) Write(data []byte) (int, error) {
	if h.done {
		return h.next.Write(data)
	}
	h.head = append(h.head, data...)
	end := bytes.Index(h.head, []byte("\r\n\r\n"))
	if end < 0 {
		return len(data), nil
	}
	h.done = true
	header := http.Header{}
	kept := []string{}
	for _, line := range strings.Split(string(h.head[:end]), "\r\n") {
		name, value, _ := cut(line, ":")
		key := lower(name)
		if key == "set-cookie" || key == "strict-transport-security" {
			header.Add(name, trim(value))
		} else {
			kept = append(kept, line)
		}
	}
	if !h.edits.edit(header) {
		return 0, errors.New("the answer could not be made safe")
	}
	for name, values := range header {
		for _, value := range values {
			kept = append(kept, name+": "+value)
		}
	}
	text := strings.Join(kept, "\r\n") + "\r\n\r\n"
	_, err := h.next.Write(append([]byte(text), h.head[end+4:]...))
	return len(data), err
}
"""
"""The text of handler.go, without the comment at its head."""
