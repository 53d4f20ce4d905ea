# Everything a person or a machine runs on this project. Needs: make, any Python from 3.11 on with venv, and the package
# clients' own way to their registries. `make PYTHON=/path/to/python3.12 …` chooses the interpreter.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
PYTEST := $(BIN)/python -m pytest
SOURCES := src tests scripts $(if $(wildcard benchmarks/*.py),benchmarks)
PURE := cookies recording verdict policy checks render lint audit report

empty :=
space := $(empty) $(empty)
comma := ,
pure_files := $(subst $(space),$(comma),$(foreach room,$(PURE),src/hardtack/$(room)/* src/hardtack/$(room).py))

CHECKS := $(addprefix check-,format lint mypy pyright layers spelling metadata docs)

.PHONY: help demo test test-fast check $(CHECKS) format docs conformance equivalence matrix coverage-pure install-apt clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile

# The first interpreter that is new enough and can make an environment (some ship venv without ensurepip).
$(BIN)/python:
	@for candidate in $(PYTHON) python3.13 python3.12 python3.11 python3 python; do \
	  if $$candidate -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "environment: $(VENV), from $$(command -v $$candidate)"; \
	    exec $$candidate -m venv $(VENV); \
	  fi; \
	done; \
	echo "make: no Python from 3.11 on with venv and ensurepip was found; install one, or say make PYTHON=…" >&2; exit 1

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(PIP) install --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	$(PIP) install --editable '.[dev]'
	@touch $@ $(VENV)/.installed

demo: $(VENV)/.installed ## audit the bundled demo application: its weak cookies are found and explained
	@status=0; $(BIN)/hardtack demo --audit || status=$$?; \
	case $$status in \
	  0|1) echo; echo "That was the bundled demo (findings are what it is there for)."; \
	       echo "Go on: $(BIN)/hardtack --help, and README.md";; \
	  *) exit $$status;; \
	esac

install-apt:
	@.ci/install-apt

test: install-apt check ## make check, then every test (real servers and applications as far as they are there)
	@.ci/tests $(PYTEST) --durations=10

test-fast: $(VENV)/.installed-dev ## the tests that need no server, browser or application: under five minutes
	$(PYTEST) --durations=10 -m "not targets and not browser and not server and not slow"

check: $(CHECKS) ## everything that runs no test; `make -k check` goes on after a failure, check-lint and so on are its parts

check-format: $(VENV)/.installed-dev
	$(BIN)/ruff format --check $(SOURCES)

check-lint: $(VENV)/.installed-dev
	$(BIN)/ruff check $(SOURCES)

check-mypy: $(VENV)/.installed-dev
	$(BIN)/mypy $(SOURCES)

check-pyright: $(VENV)/.installed-dev
	$(BIN)/pyright --pythonpath $(BIN)/python

check-layers: $(VENV)/.installed-dev
	PYTHONPATH=src $(BIN)/lint-imports

check-spelling: $(VENV)/.installed-dev
	$(BIN)/codespell

check-metadata: $(VENV)/.installed-dev
	$(BIN)/validate-pyproject pyproject.toml

check-docs: $(VENV)/.installed-dev
	PYTHONPATH=src $(BIN)/python scripts/generate_docs.py --check

format: $(VENV)/.installed-dev ## rewrite the sources as `make check` wants them
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

docs: $(VENV)/.installed-dev ## regenerate the generated documents
	PYTHONPATH=src $(BIN)/python scripts/generate_docs.py

conformance: $(VENV)/.installed-dev ## CASES=FILE: the cookie store against a file of cases
	@test -n "$(CASES)" || { echo "usage: make conformance CASES=FILE" >&2; exit 2; }
	PYTHONPATH=src $(BIN)/python -m tests.conformance "$(CASES)"

equivalence: $(VENV)/.installed-dev ## ENGINE=NAME POLICY=FILE [CORPUS=FILE]: a real server against what the policy means
	@test -n "$(ENGINE)" -a -n "$(POLICY)" || { echo "usage: make equivalence ENGINE=NAME POLICY=FILE [CORPUS=FILE]" >&2; exit 2; }
	@PYTHONPATH=src $(BIN)/python -m tests.equivalence "$(ENGINE)" "$(POLICY)" $(if $(CORPUS),"$(CORPUS)")

matrix: $(VENV)/.installed-dev ## run every server with every policy and write what each can do to docs/matrix.md
	@PYTHONPATH=src $(BIN)/python -m tests.matrix

coverage-pure: $(VENV)/.installed-dev ## every branch of the pure rooms is taken by a fast test
	$(PYTEST) -q -m "not targets and not browser and not server and not slow" --cov --cov-branch --cov-report=
	$(BIN)/coverage report --include='$(pure_files)' --fail-under=100

clean: ## remove the environment and every cache
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage dist
