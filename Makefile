# Medley: `make help` lists what can be made. Each step says what it does, and is
# skipped when what it would make is already there and up to date.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
STAMP := .make
HOST ?= 127.0.0.1
PORT ?= 8000
DEMO ?= 1
PYTEST_WORKERS ?= auto
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$p && break; done)

.PHONY: help run test lint types format docs bench assets clean

help: ## List what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

run: $(STAMP)/app $(STAMP)/assets $(STAMP)/pose $(STAMP)/locale ## Start Medley in the browser (DEMO=0: without the demo catalogue)
	@if [ "$(DEMO)" = 1 ]; then $(BIN)/medley demo --if-empty; fi
	@exec $(BIN)/medley serve --host $(HOST) --port $(PORT)

test: $(STAMP)/dev $(STAMP)/assets $(STAMP)/pose $(STAMP)/locale ## Run every test that can run here
	@echo "==> Running the tests on $(PYTEST_WORKERS) processes"
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n $(PYTEST_WORKERS) --dist loadgroup $(ARGS)

lint: $(STAMP)/dev ## Check style, layout and the direction of imports
	@echo "==> Checking style"
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "==> Checking the direction of imports"
	@$(BIN)/lint-imports --no-cache

types: $(STAMP)/dev ## Check types
	@echo "==> Checking types"
	@$(BIN)/mypy

format: $(STAMP)/dev ## Lay the code out
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

docs: $(STAMP)/dev ## Write the generated reference pages
	@$(BIN)/python scripts/reference.py

bench: $(STAMP)/dev $(STAMP)/assets $(STAMP)/pose $(STAMP)/locale ## Run the benchmarks and write docs/results.md (takes a while)
	@$(BIN)/python benchmarks/run.py

assets: $(STAMP)/assets $(STAMP)/pose ## Install the fonts, scripts and pose models that pages need

clean: ## Remove what was built; data in medley-data stays
	rm -rf $(VENV) $(STAMP) node_modules build dist src/medley/web/static/vendor
	find . -name '__pycache__' -type d -prune -exec rm -rf {} +

$(STAMP)/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Medley needs Python 3.11, 3.12 or 3.13, and none was found. Get it from https://www.python.org/downloads/ or your package manager (Debian: apt install python3 python3-venv), or name one: make run PYTHON=/path/to/python3.12" >&2; exit 1; fi
	@if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$(PYTHON) lacks the venv module. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; fi
	@mkdir -p $(STAMP)
	@echo "==> Making a virtual environment in $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(STAMP)/app: pyproject.toml constraints.txt | $(STAMP)/python
	@echo "==> Installing Medley and the packages it stands on (about a minute, once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(STAMP)/dev: pyproject.toml constraints.txt | $(STAMP)/app
	@echo "==> Installing the tools that the tests use (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

$(STAMP)/node:
	@if ! command -v node >/dev/null || ! command -v npm >/dev/null; then \
		echo "Medley needs Node 20 or newer with npm for the fonts and scripts of its pages. Get it from https://nodejs.org/ or your package manager." >&2; exit 1; fi
	@node -e 'if (+process.versions.node.split(".")[0] < 20) { console.error("Medley needs Node 20 or newer; found " + process.version + ". Get it from https://nodejs.org/"); process.exit(1) }'
	@mkdir -p $(STAMP) && touch $@

$(STAMP)/assets: package.json package-lock.json scripts/assets.mjs | $(STAMP)/node
	@echo "==> Installing browser assets from the npm lock file (once)"
	@npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
	@node scripts/assets.mjs
	@touch $@

$(STAMP)/pose: package-lock.json scripts/pose_models.py | $(STAMP)/app $(STAMP)/assets
	@echo "==> Making the coach's pose models (once)"
	@$(BIN)/python scripts/pose_models.py
	@touch $@

$(STAMP)/locale: $(wildcard src/medley/web/locale/*/LC_MESSAGES/*.po) | $(STAMP)/app
	@echo "==> Compiling the translations"
	@$(BIN)/python -m medley.web.language compile
	@touch $@
