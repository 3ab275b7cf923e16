# `make demo` and `make test` do everything on a machine with python3 (3.11 or later), make and git.
# `make help` lists the rest.

SHELL := /bin/bash
PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
MANAGE := $(PY) manage.py
UV := $(shell command -v uv 2>/dev/null)
SOURCES := hub knowledge events members home search tests manage.py
PYTEST_ARGS ?=
BENCH_ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo demo-load demo-reset test test-engines test-elasticsearch test-browser defences lint format typecheck bench bench-agenda bench-calendar bench-corpus bench-engines bench-faults bench-feed bench-load bench-saving bench-stack bench-race bench-growth bench-relevance bench-recurrence screenshots requirements permissions messages clean

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sort | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

# --- Environment: uv where it is installed, venv and pip elsewhere; the same pins, checked by hash ---------

$(PY):
ifdef UV
	@$(UV) venv -q --seed --python '>=3.11' $(VENV)
else
	@python3 -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "python3 must be 3.11 or later")'
	@python3 -m venv $(VENV)
endif

define install
$(if $(UV),$(UV) pip install -q --python $(PY) --require-hashes -r $(1),$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r $(1))
endef

$(VENV)/base.stamp: requirements/base.txt | $(PY)
	@echo "Installing the hub's libraries …"
	@$(call install,requirements/base.txt)
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/base.stamp
	@echo "Installing what tests and checks need …"
	@$(call install,requirements/dev.txt)
	@touch $@

# --- Demo -------------------------------------------------------------------------------------------------

# Addresses that leave the site (canonical links, sitemap, share images) are those of this demo.
demo demo-load: export BASE_URL ?= http://localhost:$(PORT)

demo: demo-load  ## Load the demo content once, start worker and server on PORT (8000)
	@$(MANAGE) demo_banner --port $(PORT)
	@trap 'kill 0' EXIT INT TERM; \
	  DEBUG=0 $(MANAGE) db_worker --no-reload & \
	  DEBUG=0 $(MANAGE) runserver --noreload 127.0.0.1:$(PORT) & \
	  wait -n

define load_demo
$(MANAGE) migrate -v 0 && $(MANAGE) compile_messages && $(MANAGE) setup_site && $(MANAGE) load_demo
endef

demo-load: $(VENV)/base.stamp
	@mkdir -p var
	@$(load_demo)

demo-reset:  ## Throw the demo database, files and index away
	@rm -rf var
	@echo "Removed var/. The next 'make demo' starts afresh."

# --- Tests and checks -------------------------------------------------------------------------------------

test: $(VENV)/dev.stamp  ## Run the whole suite, with the coverage gates
	@$(MANAGE) compile_messages
	@$(PY) -m pytest -n auto --dist loadscope --cov --cov-report=term $(PYTEST_ARGS)
	@# What only a server can answer is tested by `make test-elasticsearch`, and not counted here.
	@$(PY) -m coverage report --include='search/*,*/services.py,*/services/*' --omit='search/engines/elasticsearch/*' \
	  --fail-under=90 --skip-covered

test-engines: $(VENV)/dev.stamp  ## Run the suite on the database of DATABASE_URL, without coverage
	@$(MANAGE) compile_messages
	@$(PY) -m pytest -n auto --dist loadscope $(PYTEST_ARGS)

# The contract by example, by properties and through any history, feeding and faults; and what is private: there each
# search asks Elasticsearch straight, fed with what the test stored.
test-elasticsearch: $(VENV)/dev.stamp  ## Run the tests of search and of what is private on the server of ELASTICSEARCH_URL
	@[ -n "$$ELASTICSEARCH_URL" ] || { echo "ELASTICSEARCH_URL names no server."; exit 1; }
	@$(MANAGE) compile_messages
	@$(PY) -m pytest -n auto --dist loadscope --cov --cov-report= $(PYTEST_ARGS) tests/search/elasticsearch \
	  tests/search/test_engine_contract.py tests/search/test_engine_properties.py tests/search/test_engine_history.py
	@$(PY) -m coverage report --include='search/engines/elasticsearch/*' --fail-under=90 --skip-covered
	@HUB_TEST_ENGINE=tests.search.elastic.FedEngine $(PY) -m pytest -n auto --dist loadscope $(PYTEST_ARGS) \
	  tests/hub/test_leaks.py tests/hub/test_noninterference.py tests/hub/test_transitions.py

defences: $(VENV)/dev.stamp  ## Take the defences of what is private away one at a time; the tests must notice
	@$(PY) .ci/defences.py

test-browser: $(VENV)/dev.stamp  ## Run the browser and accessibility tests (needs chromium)
	@$(MANAGE) compile_messages
	@$(PY) -m pytest -m browser $(PYTEST_ARGS) tests/browser

lint: $(VENV)/dev.stamp  ## Style, types, layers, templates, migrations, translations, system checks
	@$(PY) -m ruff check $(SOURCES)
	@$(PY) -m ruff format --check $(SOURCES)
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports
	@$(VENV)/bin/djhtml --check templates */templates
	@$(VENV)/bin/curlylint --quiet templates
	@$(MANAGE) makemigrations --check --dry-run
	@$(MANAGE) check_messages
	@DJANGO_SETTINGS_MODULE=hub.settings.test $(MANAGE) check --fail-level WARNING

format: $(VENV)/dev.stamp  ## Let ruff and djhtml set the style
	@$(PY) -m ruff check --fix $(SOURCES)
	@$(PY) -m ruff format $(SOURCES)
	@$(VENV)/bin/djhtml templates */templates

# Measurements of search: WORKS invented works beside the demo content, in a folder of their own, made once.
# Of the embedded engine, whatever this shell points at; bench-engines compares it with Elasticsearch.
WORKS ?= 10000
GROWTH ?= 1000 10000 100000
BENCH_DIR = var/bench-$(WORKS)

bench: $(VENV)/dev.stamp bench-corpus  ## Times of the main pages (demo), and of search on WORKS (10000) works
	@$(MANAGE) bench
	@ELASTICSEARCH_URL= HUB_VAR_DIR=$(BENCH_DIR) DEBUG=0 $(MANAGE) bench_search

bench-engines: $(VENV)/dev.stamp bench-corpus  ## The engines side by side on WORKS works, and 1,000 random searches (ELASTICSEARCH_URL)
	@HUB_VAR_DIR=$(BENCH_DIR) DEBUG=0 $(MANAGE) bench_engines $(BENCH_ARGS)

bench-corpus: $(VENV)/dev.stamp
	@if ! [ -e $(BENCH_DIR)/corpus.stamp ]; then set -e; \
	  rm -rf $(BENCH_DIR); mkdir -p $(BENCH_DIR); export HUB_VAR_DIR=$(BENCH_DIR) DEBUG=0; \
	  $(MANAGE) compile_messages; $(MANAGE) migrate -v 0; $(MANAGE) load_demo; \
	  $(MANAGE) bench_corpus --works $(WORKS); touch $(BENCH_DIR)/corpus.stamp; fi

bench-load: $(VENV)/dev.stamp bench-corpus  ## 8 readers, 2 workers, production settings, an editor publishing
	@HUB_VAR_DIR=$(BENCH_DIR) DEBUG=0 $(MANAGE) bench_load

bench-feed: $(VENV)/dev.stamp bench-corpus  ## Make the index of ELASTICSEARCH_URL anew on WORKS works while people search and publish
	@HUB_VAR_DIR=$(BENCH_DIR) DEBUG=0 $(MANAGE) bench_feed $(BENCH_ARGS)

bench-faults: $(VENV)/dev.stamp bench-corpus  ## Web, worker and scheduler while ELASTICSEARCH_URL fails, on WORKS works (BENCH_ARGS)
	@HUB_VAR_DIR=$(BENCH_DIR) DEBUG=0 $(MANAGE) bench_faults $(BENCH_ARGS)

bench-saving: $(VENV)/dev.stamp  ## 40 people save their drafts at once, 2 workers, production settings
	@if [ ! -f var/bench-saving/corpus.stamp ]; then rm -rf var/bench-saving; export HUB_VAR_DIR=var/bench-saving DEBUG=0; \
	  $(load_demo) && touch var/bench-saving/corpus.stamp; fi
	@HUB_VAR_DIR=var/bench-saving DEBUG=0 $(MANAGE) bench_saving

# What asks has an environment of its own: it brings an event loop that must not be where the hub runs.
.venv-load/load.stamp: requirements/load.txt | $(PY)
	@$(if $(UV),$(UV) venv -q --seed --python '>=3.11' .venv-load,python3 -m venv .venv-load)
	@$(if $(UV),$(UV) pip install -q --python .venv-load/bin/python,.venv-load/bin/python -m pip install -q) --require-hashes -r $<
	@touch $@

bench-stack: $(VENV)/dev.stamp .venv-load/load.stamp  ## Web, worker and scheduler on DATABASE_URL (demo content), asked by locust (BENCH_ARGS)
	@test -n "$$DATABASE_URL" || { echo "Set DATABASE_URL to a PostgreSQL database of its own."; exit 2; }
	@mkdir -p var/bench-stack; export HUB_VAR_DIR=var/bench-stack DEBUG=0; \
	  if [ ! -f var/bench-stack/corpus.stamp ]; then $(load_demo) && touch var/bench-stack/corpus.stamp; fi
	@HUB_VAR_DIR=var/bench-stack DEBUG=0 $(MANAGE) bench_stack $(BENCH_ARGS)

bench-race: $(VENV)/dev.stamp  ## 40 people for 5 places, 200 times, on the database of DATABASE_URL (SQLite without)
	@mkdir -p var/bench-race
	@HUB_VAR_DIR=var/bench-race DEBUG=0 $(MANAGE) bench_race

bench-growth: $(VENV)/dev.stamp  ## Search from 1,000 works on (GROWTH="1000 10000 100000 1000000"), with a drawing
	@# A missed gate is no reason to stop: it is in the table.
	@for works in $(GROWTH); do $(MAKE) -s bench-corpus WORKS=$$works || exit 1; \
	  ELASTICSEARCH_URL= HUB_VAR_DIR=var/bench-$$works DEBUG=0 $(MANAGE) bench_search || true; done
	@$(MANAGE) bench_growth $(GROWTH:%=var/bench-%) --image docs/images/search-growth.svg

# On a database of its own, whatever this shell points at: the judgments are about the demo content and nothing else.
bench-relevance: $(VENV)/base.stamp  ## Measure the judged searches on a fresh demo; fails when they got worse (BENCH_ARGS)
	@scratch=$$(mktemp -d); trap 'rm -rf "$$scratch"' EXIT; \
	  unset DATABASE_URL HUB_INDEX_DIR; export HUB_VAR_DIR="$$scratch"; \
	  $(load_demo) && $(MANAGE) bench_relevance $(BENCH_ARGS)

bench-agenda: $(VENV)/dev.stamp  ## The agenda and a month of it with 10,000 dates (demo), taken back afterwards
	@DEBUG=0 $(MANAGE) bench_agenda $(BENCH_ARGS)

bench-calendar: $(VENV)/dev.stamp  ## The calendar of everything with 5,000 dates (demo content in var/bench-calendar; BENCH_ARGS=--series)
	@if [ ! -f var/bench-calendar/corpus.stamp ]; then rm -rf var/bench-calendar; export HUB_VAR_DIR=var/bench-calendar DEBUG=0; \
	  $(load_demo) && touch var/bench-calendar/corpus.stamp; fi
	@HUB_VAR_DIR=var/bench-calendar DEBUG=0 $(MANAGE) bench_calendar $(BENCH_ARGS)

bench-recurrence: $(VENV)/dev.stamp  ## 10,000 random rules against other libraries; a change of a series of 500 dates (demo)
	@DEBUG=0 $(MANAGE) bench_recurrence $(BENCH_ARGS)

screenshots: $(VENV)/dev.stamp  ## Take the screenshots of the guides from a running demo (HUB_BROWSER_URL)
	@$(PY) docs/screenshots.py

requirements: $(VENV)/dev.stamp  ## Compile requirements/*.in (needs uv)
	@for name in base dev production load; do \
	  $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras \
	    --custom-compile-command "make requirements" requirements/$$name.in -o requirements/$$name.txt || exit 1; done

permissions: $(VENV)/dev.stamp  ## Draw docs/permissions.md from the table that tests prove
	@$(PY) -m tests.permissions

messages: $(VENV)/dev.stamp  ## Collect texts for translation (needs gettext)
	@$(MANAGE) makemessages -l nl --no-obsolete --no-wrap --add-location file --ignore $(VENV) --ignore var

clean:  ## Remove the environment and everything made
	@rm -rf $(VENV) .venv-load var .pytest_cache .mypy_cache .ruff_cache .coverage
