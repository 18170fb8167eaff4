# Every target sets up what it needs (.ci/setup); a second call with nothing changed starts at once.
# ARGS goes to the program that a target starts: make run ARGS="--experiment xor", make test ARGS="-k canvas".

ARGS ?=
.DEFAULT_GOAL := help
.PHONY: help run install-desktop uninstall-desktop test lint bench screenshots lock clean

help: ## List these targets
	@sed -n 's/^\([a-z-]*\):.*## /make \1|/p' Makefile | while IFS='|' read -r name text; do printf '%-23s %s\n' "$$name" "$$text"; done

run: ## Set up and open the window
	@sh .ci/setup run
	@.venv/bin/python main.py $(ARGS)

install-desktop: ## Put the program into the desktop's menu; a double click opens its networks
	@[ -x .venv/bin/python ] || sh .ci/setup run
	@sh .ci/desktop install

uninstall-desktop: ## Take it out of the menu again
	@sh .ci/desktop uninstall

test: ## Set up and run the tests, without a display
	@sh .ci/setup dev
	@QT_QPA_PLATFORM=offscreen .venv/bin/python -m pytest $(ARGS)

lint: ## Check style and types
	@sh .ci/setup dev
	.venv/bin/python -m ruff check .
	.venv/bin/python -m ruff format --check .
	.venv/bin/python -m mypy

bench: ## Measure the engine against PyTorch and scikit-learn (large download)
	@sh .ci/setup bench
	@QT_QPA_PLATFORM=offscreen .venv-bench/bin/python -m tests.benchmarks $(ARGS)

screenshots: ## Render the README's pictures from the real window
	@sh .ci/setup dev
	@QT_QPA_PLATFORM=offscreen .venv/bin/python -m tests.screenshots $(ARGS)

lock: ## Resolve pyproject.toml into the lock files again (ARGS=--upgrade for newer versions)
	@sh .ci/lock $(ARGS)

clean: ## Remove the virtual environments and every cache
	rm -rf .venv .venv-bench .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find main.py engine gui tests -name __pycache__ -type d -prune -exec rm -rf {} +
