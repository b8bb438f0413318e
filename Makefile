# The two commands: make run, make test. Each sets up .venv by itself; the second time is quick.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test format bench prove pictures lock

run: .venv/run.done
	@$(BIN)/studybot

test: .venv/test.done
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto --maxprocesses 4

format: .venv/test.done
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Speed: one update's cost; whole programs beside PTB and aiogram bots (QUICK=1: a minute); look-up; the page; learning;
# many groups at once.
bench: .venv/test.done .venv/rivals.done .venv/meaning.done
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench.speed $(if $(QUICK),quick)
	PYTHONPATH=.venv/meaning $(BIN)/python -m tests.bench.lookup
	$(BIN)/python -m tests.bench.growth
	$(BIN)/python -m tests.bench.hostile
	$(BIN)/python -m tests.bench.demo
	$(BIN)/python -m tests.bench.choosing
	$(BIN)/python -m tests.bench.pictures
	$(BIN)/python -m tests.bench.learning
	$(BIN)/python -m tests.bench.groups

# Every promise with its figure: 40 minutes. Some rows: make prove ITEM=A1,B9; again: SEED=…; smaller: SCALE=0.1
prove: .venv/test.done
	@$(BIN)/python -m tests.prove

# The README's pictures, taken from the running demo.
pictures: .venv/test.done
	$(BIN)/python -m tests.demo.pictures

# Locks for all platforms, with hashes.
lock: .venv/bin/python
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-strip-extras --no-emit-index-url --no-emit-find-links --no-header --no-annotate --python-version 3.11 -o requirements.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-strip-extras --no-emit-index-url --no-emit-find-links --no-header --no-annotate --python-version 3.11 -c requirements.txt --group dev -o requirements-dev.txt pyproject.toml

.venv/bin/python:
	$(PYTHON) -m venv .venv

# aiogram wants an older pydantic than we do, so the bots to compare with have an environment of their own.
.venv/rivals.done: tests/bench/rivals.txt
	$(PYTHON) -m venv .venv/rivals
	.venv/rivals/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# The extra [meaning], beside the environment of the tests: look-up is measured with it and without.
.venv/meaning.done: tests/bench/meaning.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --target .venv/meaning -r $<
	@touch $@

.venv/run.done: .venv/bin/python requirements.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

.venv/test.done: .venv/bin/python requirements-dev.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@ .venv/run.done
