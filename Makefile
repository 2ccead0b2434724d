# Every target does all its own set-up. Plain commands for people without make are in README.md.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

TOOLS := .venv-tools
SCRAPY := .venv-scrapy

.PHONY: help demo test lint map bench sbom vulnerabilities lock clean

help:
	@echo "make demo    two simulated years, swept over real HTTP: table, chart, files (about a minute)"
	@echo "make test    the test suite; a folder of it: make test ARGS=tests/storage"
	@echo "             under another Python: make test PYTHON=python3.13 VENV=.venv-3.13"
	@echo "make lint    ruff, strict mypy, and the import contract"
	@echo "make map     every folder and module with what it is for"
	@echo "make bench   what reading, storing and sweeping cost, beside Scrapy; what intervals and checks hold; attacks"
	@echo "make sbom    dist/sbom.cdx.json: all dependencies, as CycloneDX"
	@echo "make vulnerabilities   known vulnerabilities of all dependencies, where an index answers"
	@echo "make lock    choose dependencies anew and write requirements.lock with hashes"
	@echo "make clean   delete .venv, caches and the demo's folder"
	@echo
	@echo "After the first of them, all commands are at $(BIN)/monitor --help"

# Installs exactly what requirements.lock names, with hashes, and then this project itself.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name it with: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $(READY)

demo: $(READY)
	$(BIN)/monitor demo $(ARGS)

test: $(READY)
	$(BIN)/python -m pytest --numprocesses=auto --maxprocesses=4 --dist=worksteal $(ARGS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

map:
	@$(PYTHON) -m tests.module_map

# Scrapy is compared with, and has an environment of its own.
$(SCRAPY)/ready: benchmarks/scrapy.lock
	$(PYTHON) -m venv $(SCRAPY)
	$(SCRAPY)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r benchmarks/scrapy.lock
	@touch $(SCRAPY)/ready

bench: $(READY) $(SCRAPY)/ready
	BENCH_SCRAPY_PYTHON=$(CURDIR)/$(SCRAPY)/bin/python $(BIN)/python -m benchmarks

$(TOOLS)/ready: tools.lock
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tools.lock
	@touch $(TOOLS)/ready

sbom: $(TOOLS)/ready
	@mkdir -p dist
	$(TOOLS)/bin/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml \
		--output-reproducible --validate --output-file dist/sbom.cdx.json

vulnerabilities: $(TOOLS)/ready
	$(TOOLS)/bin/python .ci/vulnerabilities.py

lock:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--group dev --no-annotate --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-annotate --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" tools.in -o tools.lock
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-annotate --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" benchmarks/scrapy.in -o benchmarks/scrapy.lock

clean:
	rm -rf .venv .venv-3.* $(TOOLS) $(SCRAPY) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache demo
