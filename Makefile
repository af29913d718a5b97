# Each target does all its own set-up: only Python 3.11+, git and make are needed.
PYTHON ?= python3
BIN := .venv/bin
COMPILE = $(BIN)/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate

.PHONY: install run test soak fuzz audit demo bench lock format clean
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

MINUTES ?= 3
SECONDS ?= 30
FUZZED := decoding decode listing article session stanzas

soak: install  ## many alerts and many kills; MINUTES of the whole service with faults
	MINUTES=$(MINUTES) $(BIN)/pytest tests/soak -s

fuzz: install  ## SECONDS of coverage-guided fuzzing for each reader of what others wrote
	$(BIN)/python -m pip install --quiet 'atheris>=3,<4'
	for target in $(FUZZED); do $(BIN)/python -m fuzz $$target -max_total_time=$(SECONDS) || exit 1; done

audit: install  ## known holes in the releases we pin
	$(BIN)/python -m pip install --quiet 'pip-audit>=2.9,<3'
	@$(BIN)/pip-audit --strict --disable-pip --require-hashes -r requirements.lock || \
		{ echo "audit: a hole is listed above, or the advisory service could not be reached: nothing is proved" >&2; exit 1; }

bench: install .venv-peers/.installed  ## ours beside what others would use: minutes; ONLY="polling starts", or BENCH=--full
	$(BIN)/python -m bench $(BENCH) $(ONLY)

.venv-peers/.installed: bench/requirements-peers.lock
	@test -x .venv-peers/bin/python || $(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r bench/requirements-peers.lock
	@touch $@

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: install  ## the exact releases with their hashes: what a server runs, and what a developer needs besides
	$(BIN)/python -m pip install --quiet pip-tools
	$(COMPILE) --output-file requirements.lock pyproject.toml
	$(COMPILE) --extra dev --output-file requirements-dev.lock pyproject.toml
	$(COMPILE) --output-file bench/requirements-peers.lock bench/requirements-peers.in

clean:
	rm -rf .venv .venv-peers build *.egg-info .mypy_cache .ruff_cache .pytest_cache
