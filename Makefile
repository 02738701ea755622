# One command a task. `make test` and `make demo` set themselves up: git, make, Python 3.11 or newer and a package index are enough.

VENV := .venv
BIN := $(VENV)/bin
LOCKED := -qq --disable-pip-version-check --require-virtualenv
PYTEST := $(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder
COUNTED := tests/unit tests/catalog tests/properties tests/integration/test_outbox.py
COMPILE := uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(UPGRADE)

.DEFAULT_GOAL := help
.PHONY: closed-days help setup fmt check test soak golden gallery browser texts font hant demo evidence rules/docs rules/firings lock lock-check mutants bench chaos year wheel wheel-check alerts-check audit sbom docs-check clean

help:  ## this list
	@grep -E '^[a-z/]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(VENV)/.ready-dev  ## a virtual environment with everything that is locked, the project on top

# The first Python that is new enough; `make PYTHON=/path/to/python3.12 setup` chooses another.
$(VENV)/.made:
	@set -e; python="$(PYTHON)"; \
	for name in python3 python3.13 python3.12 python3.11 python3.14 python; do \
		[ -n "$$python" ] && break; \
		if "$$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then python="$$name"; fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo "error: no Python 3.11 or newer with its venv module was found; install one (on Debian also python3-venv) or say make PYTHON=/path/to/python" >&2; \
		exit 2; \
	fi; \
	echo "setting up $(VENV) with $$("$$python" --version)" >&2; \
	"$$python" -m venv --clear $(VENV); touch $@

$(VENV)/.ready-run: $(VENV)/.made requirements/run.txt pyproject.toml
	@$(BIN)/python -m pip install $(LOCKED) --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install $(LOCKED) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready-run requirements/dev.txt
	@$(BIN)/python -m pip install $(LOCKED) --require-hashes -r requirements/dev.txt
	@touch $@

fmt: setup  ## format the code
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

check: setup  ## ruff, mypy --strict, import-linter, the rulebook, the Chinese texts
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/fedtide rules check
	@$(BIN)/python -m tests.chinese

test: check  ## every check, then every test; the second run, with branches counted, is about what decides and the outbox
	@$(BIN)/coverage erase
	@$(PYTEST) $(addprefix --ignore=,$(COUNTED)) tests
	@$(PYTEST) --cov --cov-report= $(COUNTED)
	@$(BIN)/python tests/branch_floor.py

soak: setup  ## 5,000 random walks through the chat, other ones each time; WALKS=20000 takes more
	@WALKS=$${WALKS:-5000} $(BIN)/python -m pytest tests/integration/test_chat_walks.py

golden: setup  ## rewrite the golden messages and docs/gallery; review the diff like code
	@$(BIN)/python -m pytest --quiet -p no:randomly tests/golden --rewrite-golden

texts: setup  ## LOCALE=eo starts the catalogs of a language, every text still to be translated
	@$(BIN)/python -m tests.catalogs $(LOCALE)

gallery: setup  ## docs/gallery at a phone's width in a headless Chromium (Debian's, installed where there is none): rows counted, pictures drawn
	@$(BIN)/python -m tests.golden.screens
	@$(BIN)/python -m tests.golden.drawn

browser: setup  ## the page in a headless Chromium: phone and desktop, light and dark, every language; draws docs/gallery/page-*.webp
	@$(BIN)/python -m tests.browser

hant: setup  ## derive everything of traditional Chinese from simplified by OpenCC and the reviewed table
	@$(BIN)/python -m tests.hant

closed-days: setup  ## write the days on which New York's money market is closed anew, after an upgrade of the holidays library
	@$(BIN)/python -m tests.closed_days

font: setup  ## make the font of the pictures anew from Debian's fonts-noto-cjk (installed where it is missing)
	@test -e /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc || apt-get install -y -qq fonts-noto-cjk >/dev/null
	@$(BIN)/python -m tests.font

demo: $(VENV)/.ready-run  ## the recorded stretch of Fed history, offline; DEMO="--lang zh-Hans" passes options
	@$(BIN)/fedtide demo $(DEMO)

rules/docs: setup  ## regenerate docs/rules.md from the catalog
	@$(BIN)/fedtide rules docs > docs/rules.md.new && mv docs/rules.md.new docs/rules.md

rules/firings: setup  ## score the years past anew and rewrite docs/rule-firings.md (needs ../shared/history)
	@$(BIN)/python -m tests.history.firings

evidence: setup  ## study the archive beside the project anew: tables of docs/evidence.md and docs/model-card.md, rules/{measured,claims}.toml (a minute)
	@$(BIN)/python -m tests.history.evidence

lock:  ## resolve the dependencies anew (needs uv); UPGRADE=--upgrade takes newer versions
	@$(COMPILE) --group build -o requirements/run.txt
	@$(COMPILE) --group build --group dev -c requirements/run.txt -o requirements/dev.txt
	@$(subst compile pyproject.toml,compile,$(COMPILE)) --group pyproject.toml:audit -o requirements/audit.txt
	@$(subst compile pyproject.toml,compile --group bench,$(COMPILE)) -o requirements/bench.txt

lock-check: setup  ## install both locks into empty environments with the oldest and the newest pip; names yanked pins (asks the index)
	@$(BIN)/python tests/lock_check.py

mutants: setup  ## mutation run of what decides and of the outbox (minutes); lists the survivors
	@rm -rf mutants; $(BIN)/mutmut run > mutants.log 2>&1 || { tail -n 40 mutants.log; exit 1; }
	@$(BIN)/python tests/mutant_floor.py

.venv-bench/.ready: $(VENV)/.made requirements/bench.txt
	@"$(BIN)/python" -m venv --clear .venv-bench
	@.venv-bench/bin/python -m pip install $(LOCKED) --require-hashes -r requirements/bench.txt
	@touch $@

bench: setup .venv-bench/.ready  ## how long an assessment, a reading, a study take, as ratios within one run; rewrites the tables in docs/performance.md; ONLY=wire measures one
	@command -v nginx >/dev/null || test -x /usr/sbin/nginx || apt-get install -y -qq nginx-light >/dev/null || echo 'bench: without nginx sending is not measured' >&2
	@$(BIN)/python -m tests.bench $(ONLY)

chaos: setup  ## kills, refusals, cuts, a full disk, a lost leader and more against the running program: survived, lost, twice; CHAOS="--only kills --seed 7"
	@$(BIN)/python -m tests.chaos $(CHAOS)

year: setup  ## play a year of publications to the program on a simulated clock; rewrites its tables in docs/performance.md (minutes)
	@$(BIN)/python -m tests.simulation

wheel: $(VENV)/.ready-run  ## build the wheel into dist/
	@$(BIN)/python -m pip wheel $(LOCKED) --no-deps --no-build-isolation --wheel-dir dist .

wheel-check: $(VENV)/.ready-run  ## install the wheel and the lock into an empty environment and run the demo from another folder (asks the index)
	@$(BIN)/python tests/wheel_check.py

docs-check: setup  ## every command, setting, link and count that the documents name
	@$(BIN)/python -m pytest --quiet tests/unit/test_house.py tests/unit/test_architecture.py tests/unit/test_deploy.py tests/unit/test_documents.py tests/catalog

alerts-check: setup  ## metrics and alert rules by promtool (Debian's prometheus, installed where there is none)
	@command -v promtool >/dev/null || apt-get install -y -qq --no-install-recommends prometheus >/dev/null || { echo 'alerts-check: install promtool (Debian: prometheus)' >&2; exit 1; }
	@$(BIN)/python -m pytest --quiet -k 'promtool or rule' tests/integration/test_metrics.py

$(VENV)/audit/.ready: $(VENV)/.made requirements/audit.txt
	@$(BIN)/python -m venv --clear $(VENV)/audit
	@$(VENV)/audit/bin/python -m pip install $(LOCKED) --require-hashes -r requirements/audit.txt
	@touch $@

audit: $(VENV)/audit/.ready  ## known advisories on what is locked (asks the index); what could not be looked up is a failure
	@$(VENV)/audit/bin/pip-audit --strict --disable-pip --require-hashes -r requirements/run.txt
	@$(VENV)/audit/bin/pip-audit --strict --disable-pip --require-hashes -r requirements/dev.txt

sbom: $(VENV)/audit/.ready  ## what the program is made of, as CycloneDX: dist/sbom.cdx.json
	@mkdir -p dist
	@$(VENV)/audit/bin/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible -o dist/sbom.cdx.json requirements/run.txt

clean:  ## forget everything that was made
	@rm -rf $(VENV) .venv-bench dist build mutants mutants.log .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
