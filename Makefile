# Everything a person types. `make help` lists it; nothing here needs more than Python and make.

# The system's own Python first: distributions build it with profile-guided optimisation, version managers mostly do not,
# and the suite takes a tenth less. One that is too old or cannot make a venv is passed over while there is another.
PYTHON ?= $(shell for python in /usr/bin/python3.11 python3.11 /usr/bin/python3 python3; do \
	$$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && exit; done; command -v python3)
UV_VERSION := 0.13.9
PORT ?= 8000
JOBS ?= 2

VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
BASE := $(VENV)/base.stamp
DEV := $(VENV)/dev.stamp

export PORT
# The bar of `uv` says enough; pip's advice about itself does not concern this folder.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# A suite and a demo start dozens of Pythons. Where the environment forbids keeping bytecode, each of them would
# compile everything that it imports anew: 17 s of processor time to collect the tests instead of 5.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo elasticsearch test test-fast lint format types contracts check audit bench bench-search lock messages clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

# --- what has to be there first ----------------------------------------------------------------

$(UV):
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; $(PYTHON) is older. Name another: make PYTHON=…"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip --upgrade >/dev/null
	@$(BIN)/python -m pip install --quiet "uv==$(UV_VERSION)"

$(BASE): requirements/base.txt | $(UV)
	@$(UV) pip install --python $(BIN)/python --require-hashes -r $<
	@touch $@

$(DEV): requirements/dev.txt | $(UV)
	@$(UV) pip install --python $(BIN)/python --require-hashes -r $<
	@touch $(BASE) $@

# --- run ----------------------------------------------------------------------------------------

demo: $(BASE) ## start the demo floor (PORT=8000); Ctrl-C stops it
	@exec $(BIN)/python -m tools.demo

elasticsearch: $(DEV) ## run a real Elasticsearch on port 9200 (needs Java 17 and Maven, no Docker); Ctrl-C stops it
	@exec $(BIN)/python -m tests.services.elasticsearch.server

# --- check --------------------------------------------------------------------------------------

test: $(DEV) ## run the whole suite; with TEST_DATABASE_URL also on PostgreSQL
	@$(BIN)/python -m tools.run_tests --jobs $(JOBS)

test-fast: $(DEV) ## run the suite on SQLite without the browser
	@$(BIN)/python -m tools.run_tests --jobs $(JOBS) --fast

lint: $(DEV) ## ruff and djlint
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djlint themes --lint --quiet

format: $(DEV) ## put the code in order
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

types: $(DEV) ## mypy, strict
	@$(BIN)/mypy

contracts: $(DEV) ## who may import whom
	@$(BIN)/lint-imports

check: lint types contracts test ## all four of the above

audit: $(DEV) ## Lighthouse on a phone profile (needs Node and Chromium)
	@$(BIN)/python -m tools.audit

bench: $(DEV) ## measure the pages on PostgreSQL and write docs/benchmarks.md
	@$(BIN)/python -m tools.bench

bench-search: $(DEV) ## measure questions on generated goods and write docs/benchmarks-search.md
	@$(BIN)/python -m tools.bench_search

# --- keep up ------------------------------------------------------------------------------------

lock: | $(UV) ## renew the locks of requirements/
	@for set in base dev; do \
		$(UV) pip compile --quiet --universal --python-version 3.11 --no-emit-index-url \
			--generate-hashes --custom-compile-command "make lock" \
			requirements/$$set.in -o requirements/$$set.txt; \
	done

messages: $(DEV) ## gather the texts into locale/ and compile them
	@command -v xgettext >/dev/null || { echo "Gathering texts needs GNU gettext (Debian: apt-get install gettext)."; exit 1; }
	@$(BIN)/python manage.py makemessages --locale en --no-wrap --no-location --no-obsolete \
		--extension html,txt,py,xml --ignore '$(VENV)' --ignore var --ignore node_modules --ignore locale \
		--ignore tests --ignore tools --ignore fixtures --ignore deploy --ignore docs
	@sed -i -E '/^"(POT-Creation-Date|Report-Msgid-Bugs-To):/d' locale/en/LC_MESSAGES/django.po
	@$(BIN)/python -m tools.compile_messages

clean: ## throw away everything that was made here, the demo's data too
	rm -rf $(VENV) var node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find . -name '*.mo' -not -path './$(VENV)/*' -delete
