# `make` alone lists the targets; a target's description stands behind its `##`.
SHELL := /bin/sh
python := .venv/bin/python
export PYTHONPATH := $(CURDIR)/functions:$(CURDIR)
.DEFAULT_GOAL := help
.PHONY: $(shell awk -F: '/^[a-z-]+:/ {print $$1}' $(firstword $(MAKEFILE_LIST))) # every target: none is a file

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: venv ## bring everything up here, send sample events through it and show what came of each
	@$(python) -m local demo

test: venv ## all checks and all tests, the end-to-end ones on an engine of their own (PART=unit for one folder)
	@scripts/test.sh $(PART)

check: venv ## format, lint and types
	@$(python) -m ruff format --check .
	@$(python) -m ruff check .
	@$(python) -m mypy

up: venv ## start the local engine and Slack, or bring them up to date (ENGINE_PORT, SLACK_PORT, SLACK_MODE, STACK_NAME)
	@$(python) -m local up

down: venv ## end the local engine and Slack and remove what they kept
	@$(python) -m local down

build: venv ## build what goes to AWS into .aws-sam
	@$(python) -m samcli build || { echo 'build: SAM has failed; a requirement that it could not satisfy means that PyPI was not reached' >&2; exit 1; }
	@$(python) -m scripts.compile_build

deploy: export STACK = $(if $(filter-out default staging,$(STAGE)),$(error There is no stage $(STAGE): STAGE=default or staging))config-monitor$(if $(filter staging,$(STAGE)),-staging)
deploy: where build ## deploy the hub to AWS (PARAMETERS='Name=value ...', kept for the next time; STAGE=default or staging)
	@$(python) -m samcli deploy --config-env $(or $(STAGE),default) $(if $(AWS_REGION),--region $(AWS_REGION)) $(if $(PARAMETERS),--parameter-overrides '$(PARAMETERS)')

release: venv ## check, build, pack and tag a version (VERSION)
	@$(python) -m scripts.release $(VERSION)

redrive: venv ## send the dead-letter queue back and say what came of each message (STACK; ACCOUNT, REGION, ROLE for a member's queue)
	@$(python) -m config_monitor_cli redrive $(if $(ACCOUNT),--account $(ACCOUNT)) $(if $(REGION),--region $(REGION)) $(if $(ROLE),--role $(ROLE))

adopt-table: venv ## add our indexes, time to live and recovery to an existing table (TABLE)
	@$(python) -m config_monitor_cli adopt-table $(or $(TABLE),$(error Which table? make adopt-table TABLE=name))

note-table: venv ## note the table's keys and indexes for the release of this version (docs/upgrading.md)
	@$(python) -m scripts.note_table

machines: venv ## write Retry and Catch into the definitions, and the agent's into its templates (CHECK=1 to compare only)
	@$(python) -m scripts.write_machines $(if $(CHECK),--check)

where: venv ## say in which account and region commands work, and on which stack (STACK)
	@$(python) -m config_monitor_cli where

policy: venv ## check a policy, show what it changes, put it in effect (FILE, STACK, YES=1 not to be asked)
	@$(python) -m config_monitor_cli policy apply $(FILE) $(if $(YES),--yes)

policy-show: venv ## print the policy in effect, as a file (STACK)
	@$(python) -m config_monitor_cli policy show

policy-history: venv ## print who stored which policy and when, with the differences (STACK)
	@$(python) -m config_monitor_cli policy history

exceptions: venv ## print the exceptions that people made, for the policy file (STACK)
	@$(python) -m config_monitor_cli exceptions

policy-schema: venv ## write docs/policy.schema.json from the policy's model
	@$(python) -m scripts.policy_schema

retire: venv ## end what is known of an account left for good (ACCOUNT, else all that wait; REGION, STACK, YES=1 not to be asked)
	@$(python) -m config_monitor_cli retire $(ACCOUNT) $(if $(REGION),--region $(REGION)) $(if $(YES),--yes)

page: venv ## open the page for people, signed with your own AWS credentials (STACK, PORT)
	@$(python) -m config_monitor_cli page

slack-manifest: venv ## print the Slack app's manifest with the hub's addresses (STACK)
	@$(python) -m config_monitor_cli slack-manifest

pictures: venv ## take every picture of the documents anew, after a demonstration (PART=dashboard: one part, as things are)
	@$(if $(PART),,$(python) -m local demo &&) POWERTOOLS_LOG_LEVEL=ERROR $(python) -m local.pictures $(PART)

check-agents: venv ## say what is missing in which account and region (STACK, ROLE to look inside, ACCOUNT and REGION to add some)
	@$(python) -m config_monitor_cli check-agents $(if $(ROLE),--role $(ROLE)) $(ACCOUNT:%=--account %) $(REGION:%=--region %)

catalogue: venv ## check catalogue/*.yaml and build what the functions read of it
	@$(python) -m scripts.build_catalogue

partitions: venv ## write the table of partitions and regions from botocore's data
	@$(python) -m scripts.build_partitions

service-models: venv ## write what botocore has to know of the operations that we call, from botocore's data
	@$(python) -m scripts.build_service_models

parameters: venv ## write docs/parameters.md from the templates
	@$(python) -m scripts.parameters

openapi: venv ## write docs/openapi.json from the API's models
	@$(python) -m scripts.openapi

costs: venv ## compute docs/costs.md from templates, machines and scripts/prices.yaml (CHECK=1 to compare only)
	@$(python) -m scripts.costs $(if $(CHECK),--check)

fuzz: venv ## bend real payloads and send them through a hub in memory until stopped (SECONDS, SEED)
	@POWERTOOLS_METRICS_DISABLED=true $(python) -m scripts.fuzz $(if $(SECONDS),--seconds $(SECONDS)) $(if $(SEED),--seed $(SEED))

bench: venv ## all benchmarks (a quarter of an hour), one table, docs/benchmarks.json and docs/benchmarks.md (ONLY='burst imports' for some)
	@$(python) -m benchmarks.run_all $(if $(ONLY),--only $(ONLY))

mutation: venv ## put small faults into what decides and see which its tests notice (SAMPLE, 40 of each module; SEED, MODULE)
	@.venv/bin/uv pip install --quiet --python $(python) --target .local/mutation --group mutation
	@PYTHONPATH=$(PYTHONPATH):$(CURDIR)/.local/mutation $(python) -m benchmarks.mutation $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(SEED),--seed $(SEED)) $(if $(MODULE),--module $(MODULE))

bench-imports: venv ## cold import of each event handler as it is built, beside all that it could import (after make build)
	@$(python) -m benchmarks.cold_import

bench-burst: venv ## 50,000 events in a minute, and outages, under AWS's quotas: drain time, retries, queue, cost
	@$(python) -m benchmarks.burst

faults: venv ## a day of 30,000 events full of faults: what is lost, doubled or not as documented (EVENTS, SEED; minutes)
	@PYTHONHASHSEED=0 POWERTOOLS_METRICS_DISABLED=true $(python) -m benchmarks.faults $(if $(EVENTS),--events $(EVENTS)) $(if $(SEED),--seed $(SEED))

bench-charts: venv ## the charts of a report, beside the same by Matplotlib: time and size
	@.venv/bin/uv pip install --quiet --python $(python) --target .local/charts --group charts
	@PYTHONPATH=$(PYTHONPATH):$(CURDIR)/.local/charts $(python) -m benchmarks.charts

bench-forgeries: venv ## 100,000 requests that pretend to be Slack's, beside Slack's own
	@$(python) -m benchmarks.forged_requests

bench-interactions: venv ## from a click in the local Slack to the hub's answer, cold and warm (after make up)
	@$(python) -m benchmarks.interactions

bench-notifications: venv ## messages per 1,000 violations of a storm, beside one per event
	@POWERTOOLS_LOG_LEVEL=ERROR $(python) -m benchmarks.notifications

bench-packages: build ## the size of what `make build` makes of each function: folder, zip and bytecode
	@$(python) -m benchmarks.package_sizes

bench-query: venv ## the query API over 450,000 events, beside one partition filtered afterwards (EVENTS=4000 to try it)
	@AWS_DEFAULT_REGION=us-east-1 $(python) -m benchmarks.query

bench-report: venv ## measure the daily report of 500,000 pairs, beside the same from raw history
	@$(python) -m benchmarks.report

bench-throughput: venv ## events a second through the local engine, beside one after the other (after make up)
	@$(python) -m benchmarks.throughput

venv:
	@scripts/venv.sh
