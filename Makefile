# Needs Python 3.11 or later and make. Everything else goes into .venv.

PYTHON ?= $(shell for python in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$python && break; done)
BIN := .venv/bin
USED := .venv/.installed
READY := .venv/.ready
WORKERS ?= 2

.PHONY: demo setup test lint types check screenshots bench build clean

demo: $(USED)
	@$(BIN)/hexatui demo

setup: $(READY)

test: $(READY)
	@$(BIN)/pytest -n $(WORKERS) $(ARGS)

lint: $(READY)
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/lint-imports

types: $(READY)
	@$(BIN)/mypy

check: lint types test

screenshots: $(READY)
	@$(BIN)/python screenshots/take.py

bench: $(READY)
	@$(BIN)/python -m benchmarks $(ARGS)

build: $(READY)
	@$(BIN)/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

clean:
	rm -rf .venv dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# What `demo` needs, in a virtual environment.
$(USED): pyproject.toml constraints.txt
	$(if $(PYTHON),,$(error Python 3.11 or later was not found: install it, or name it with PYTHON=))
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing into .venv ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

# What development needs; an older pip knows no dependency groups.
$(READY): $(USED)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --group dev
	@touch $@
