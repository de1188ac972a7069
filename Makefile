# make run   the built-in case, solved and shown     make test   the tests
# Both make their own virtual environment in .venv and need Python 3.11+ and nothing else.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: run test lint types docs snippets verdicts fuzz bench clean

run: $(VENV)/run.stamp
	$(PY) -m isthmus run

test: $(VENV)/dev.stamp
	$(PY) -m pytest -n 2 --dist worksteal $(ARGS)

lint: $(VENV)/dev.stamp
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: $(VENV)/dev.stamp
	$(PY) -m mypy

docs: $(VENV)/dev.stamp
	$(PY) -m sphinx --fail-on-warning --quiet -b html docs docs/_build/html

# Run every command and snippet of README and docs again and write what they print; write the
# reference pages, the JSON Schemas and the cases' data packages. `make verdicts` puts all statements
# about the article to the test before that, which takes a quarter of an hour.
snippets: $(VENV)/dev.stamp
	$(PY) -m tests.docs.snippets --write

verdicts: $(VENV)/dev.stamp
	$(PY) -m tests.docs.snippets --judge --write

bench: $(VENV)/dev.stamp
	$(PY) -m benchmarks | tee docs/benchmarks.txt

fuzz: $(VENV)/dev.stamp
	$(PY) -m tests.fuzz.mutate --count 10000 --seed 1

$(VENV)/python.stamp:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "isthmus needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/run.stamp: $(VENV)/python.stamp pyproject.toml constraints.txt
	$(PIP) --editable .
	touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp
	$(PIP) --editable '.[test,lint,docs]'
	touch $@

clean:
	rm -rf $(VENV) docs/_build
