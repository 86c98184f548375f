# piiguard. `make` alone lists the targets; every target does its own set-up in .venv.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
FUZZ   ?= 100000
KILLS  ?= 200
# Two halves side by side; each is a pytest of its own, because tests fork and kill.
FIRST  := $(sort $(wildcard tests/test_[a-l]*.py))
SECOND := $(sort $(filter-out $(FIRST),$(wildcard tests/test_*.py)))
ESTATE ?= 20000

.DEFAULT_GOAL := help
.PHONY: help demo test fuzz soak lint bench estate docs site build release clean

help:  ## list the targets
	@echo "Usage: make TARGET [PYTHON=python3.12]"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(READY)  ## scan and mask examples/ and show before and after
	@$(BIN)/python examples/demo.py

test: $(READY)  ## run the tests
	@$(BIN)/python -m pytest $(FIRST) & one=$$!; $(BIN)/python -m pytest $(SECOND); two=$$?; wait $$one && exit $$two

fuzz: $(READY)  ## the nightly run: the generated tests with FUZZ=100000 texts
	@PIIGUARD_FUZZ=$(FUZZ) $(BIN)/python -m pytest

soak: $(READY)  ## kill scans at 200 random points; each must end as if it had not been
	@PIIGUARD_KILLS=$(KILLS) $(BIN)/python -m pytest tests/test_scan_runs.py -k kill

lint: $(READY)  ## ruff and mypy --strict
	@$(BIN)/ruff check .
	@$(BIN)/mypy

bench: $(READY)  ## measure beside the peers; one JSON line a measure
	@$(BIN)/python -m benchmarks.setup_peers || true
	@$(BIN)/python -m benchmarks.run
	@$(BIN)/python -m benchmarks.accuracy

estate: $(READY)  ## scan a made-up estate of ESTATE=20000 files and score it
	@rm -rf out/estate && mkdir -p out
	@$(BIN)/python -m benchmarks.estate make out/estate --files $(ESTATE)
	@$(BIN)/piiguard scan out/estate/files --keyring out/estate/keyring --format jsonl -o out/estate/report.jsonl; test $$? -eq 2  # some of it cannot be read, on purpose
	@$(BIN)/python -m benchmarks.estate score out/estate out/estate/report.jsonl

docs: $(READY)  ## write the generated pages and tables anew
	@$(BIN)/python docs/build.py
	@$(BIN)/python docs/transcripts.py --write
	@$(BIN)/python -m benchmarks.table
	@$(BIN)/python docs/targets.py
	@$(BIN)/python -m benchmarks.accuracy --render

site: $(READY)  ## build the pages in English and Chinese into out/site, without a warning
	@$(BIN)/python docs/build_site.py

build: $(READY)  ## wheel, sdist and their sums into dist/, the same bytes every time
	@$(BIN)/python tools/release.py build

release: build  ## try each of them alone on the oldest and the newest Python; SBOM into dist/
	@$(BIN)/python tools/release.py check

clean:  ## remove .venv, caches and everything built
	rm -rf $(VENV) build dist out *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp is made last, so an interrupted set-up is done again. pip before 25.1 does not know
# dependency groups; the one list, in pyproject.toml, is read out for it.
$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "piiguard needs Python 3.11 or newer: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "setting up $(VENV) (first run only)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -c 'import tomllib; groups = tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]; print(*groups["dev"], *groups["docs"], sep="\n")' > $(VENV)/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --requirement $(VENV)/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[ner,scan,sftp,databases,ocr]' \
	  || for extra in ner scan sftp databases ocr; do \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[$$extra]" \
	      || echo "the extra '$$extra' was not installed; its tests will be skipped"; done
	@touch $@
