# The two commands: make run, make test. Each sets up .venv by itself; the second time is quick.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test format bench pictures lock

run: .venv/run.done
	@$(BIN)/studybot

test: .venv/test.done
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

format: .venv/test.done
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Speed tables beside a bare echo bot, in the same run; then the demo's page in a browser,
# and many groups at once.
bench: .venv/test.done
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench.demo
	$(BIN)/python -m tests.bench.groups

# The README's pictures, taken from the running demo.
pictures: .venv/test.done
	$(BIN)/python -m tests.demo.pictures

# Locks for all platforms, with hashes.
lock: .venv/bin/python
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --python-version 3.11 -o requirements.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --python-version 3.11 -c requirements.txt --group dev -o requirements-dev.txt pyproject.toml

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run.done: .venv/bin/python requirements.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

.venv/test.done: .venv/bin/python requirements-dev.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@ .venv/run.done
