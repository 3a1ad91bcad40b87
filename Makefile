# The two commands: `make demo` runs the main job on a real example, `make test` all checks. Both make their own virtual
# environment from nothing but Python 3.11 or later.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCKING := .venv-lock
UV := $(LOCKING)/bin/uv
PYTEST := -m pytest -n auto --dist loadgroup
AS_OF := 2026-11-21

.PHONY: demo test test-slow test-all test-newest test-lowest test-pythons lint lock mutate examples docs bench translations clean

demo: $(VENV)/installed
	$(BIN)/compliance check examples/huyi-proposed-site.yaml --as-of $(AS_OF) --fail-on never

test: $(VENV)/developing lint
	$(BIN)/python $(PYTEST)

# The tests that `make test` leaves out because they take long.
test-slow: $(VENV)/developing
	$(BIN)/python $(PYTEST) -m slow

test-all: test test-slow

# The ranges of pyproject.toml: the newest release of everything, and the lowest of each that they name.
test-newest:
	$(PYTHON) -m venv --clear .venv-newest
	.venv-newest/bin/python -m pip install --quiet --editable ".[dev]"
	.venv-newest/bin/python $(PYTEST)

test-lowest: $(UV)
	$(PYTHON) -m venv --clear .venv-lowest
	$(UV) pip compile --quiet --python-version 3.11 --resolution lowest-direct pyproject.toml --extra dev -o .venv-lowest/constraints.txt
	.venv-lowest/bin/python -m pip install --quiet --editable ".[dev]" --constraint .venv-lowest/constraints.txt
	.venv-lowest/bin/python $(PYTEST)

# The locked releases on every Python that the program is for; one that is not on this machine is passed over.
test-pythons: test-python-3.11 test-python-3.12 test-python-3.13

test-python-%:
	@if ! python$* -c "" 2>/dev/null; then echo "Python $* is not on this machine: not tested"; \
	else $(MAKE) --no-print-directory VENV=.venv-$* PYTHON=python$* .venv-$*/developing && .venv-$*/bin/python $(PYTEST); fi

# Writes anew which releases the commands above install, with their hashes, for every Python and system.
lock: $(UV)
	echo hatchling | $(LOCK) - -o requirements.lock
	echo hatchling | $(LOCK) - --extra dev --constraint requirements.lock -o requirements-dev.lock

LOCK := $(UV) pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 \
	--custom-compile-command "make lock" pyproject.toml

lint: $(VENV)/developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/compliance rules lint

# Changes every rule in one small way at a time, and lists the changes that none of its cases notices.
mutate: $(VENV)/developing
	$(BIN)/python -m tests.mutation

# Writes the kept outputs of the examples and those that documents show anew; read the difference before you commit it.
examples: $(VENV)/developing
	$(BIN)/python -m pytest tests/documents/test_examples.py --update-kept
	$(BIN)/python -m tests.documents.test_readme

# Writes the page of each pack anew, rules/PACK/README.md, and the reference of kinds, facts and commands, docs/reference.
docs: $(VENV)/developing
	$(BIN)/compliance rules docs
	$(BIN)/python -m compliance.authoring.reference docs/reference
	$(BIN)/python -m tests.documents.reference

bench: $(VENV)/developing
	$(BIN)/python -m tests.benchmarks.start_up
	$(BIN)/python -m tests.benchmarks.solve
	$(BIN)/python -m tests.benchmarks.batch

translations: $(VENV)/developing
	$(BIN)/pybabel compile -d compliance/locale

$(VENV)/installed: pyproject.toml requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/developing: $(VENV)/installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.lock
	touch $@

$(UV):
	$(PYTHON) -m venv $(LOCKING)
	$(LOCKING)/bin/python -m pip install --quiet uv

clean:
	rm -rf $(VENV) .venv-* build dist
