# Two words for a fresh machine:
#   make sync   make a private environment, install zotsync, build this workspace and sync its embedded library
#   make test   the same, then format check, lint, types and tests
# PYTHON names the interpreter (3.11 or later), TESTS what pytest runs.

PYTHON ?= python3
TESTS ?= tests
VENV := .venv
BIN := $(VENV)/bin

.PHONY: sync test format lint types tests clean

# Whatever ZOTERO_* the shell holds, the example workspace never goes to somebody's real library.
sync: $(VENV)/.installed
	@$(BIN)/zotsync sync --library embedded

test: lint types tests

lint: $(VENV)/.dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check

types: $(VENV)/.dev
	$(BIN)/mypy

tests: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto $(TESTS)

format: $(VENV)/.dev
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

$(VENV)/.installed: pyproject.toml scripts/environment
	@scripts/environment "$(PYTHON)" "$(VENV)"
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --group dev
	@touch $@

clean:
	rm -rf $(VENV) .zotsync .mypy_cache .pytest_cache .ruff_cache .hypothesis
