# The two commands: `make demo` runs the main job on a real example, `make test` all checks. Both make their own virtual
# environment from nothing but Python 3.11 or later.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
AS_OF := 2026-11-21

.PHONY: demo test lint mutate examples docs bench translations clean

demo: $(VENV)/installed
	$(BIN)/compliance check examples/huyi-proposed-site.yaml --as-of $(AS_OF) --fail-on never

test: $(VENV)/developing lint
	$(BIN)/python -m pytest -n auto --dist loadgroup

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

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/developing: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	touch $@

clean:
	rm -rf $(VENV) build dist
