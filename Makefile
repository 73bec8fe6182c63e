.PHONY: help check fix migrate seed lock faults bench
VENV = .venv/bin
SERVICES = directory-service events-service profiles-service notifier
APART = $(foreach name,services $(SERVICES),--no-emit-package $(name))
LOCKED = pyproject.toml $(SERVICES:%=%/pyproject.toml) --group launcher --group dev --group setup

help: ## print these lines
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile
check: ## pass every check
	@./test
fix: ## format, and mend what can be mended
	@$(VENV)/ruff format && $(VENV)/ruff check --fix
migrate: ## bring the databases of the running city up to date
	@$(VENV)/python -m services.launcher.migrate
seed: ## load the example city once more into the running city
	@$(VENV)/python -m services.launcher.seeds
lock: ## write requirements.lock anew; UPGRADE=--upgrade takes the newest of everything
	@$(VENV)/uv pip compile $(LOCKED) --universal --generate-hashes --no-header --no-annotate $(APART) $(UPGRADE) --quiet -o requirements.lock
faults: ## play faults for SECONDS (600), print a table, and keep it for bench/README.md
	@MOSAIK_FAULT_SECONDS=$(or $(SECONDS),600) $(VENV)/pytest tests/faults/test_sending_mails.py -q -p no:randomly
bench: ## measure, and write bench/README.md
	@$(VENV)/python -m bench
