# Each target does all its own set-up: only Python 3.11+, git and make are needed.
PYTHON ?= python3
BIN := .venv/bin
COMPILE = $(BIN)/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate

.PHONY: install run test soak demo bench lock format clean
install: .venv/.installed

.venv/.installed: pyproject.toml requirements-dev.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

run: install
	$(BIN)/phienhop run

demo: install
	$(BIN)/phienhop demo

test: install
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/pytest -n auto

soak: install  ## what takes minutes: many alerts, many kills
	$(BIN)/pytest tests/soak -s

bench: install
	$(BIN)/python -m bench

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: install  ## the exact releases with their hashes: what a server runs, and what a developer needs besides
	$(BIN)/python -m pip install --quiet pip-tools
	$(COMPILE) --output-file requirements.lock pyproject.toml
	$(COMPILE) --extra dev --output-file requirements-dev.lock pyproject.toml

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache
