# What can be done here. `make help` lists it.
.DEFAULT_GOAL := help
SHELL := /bin/bash

CARGO_TEST := cargo test --features faults --test airtill

.PHONY: help run demo ui test quick unit e2e faults bench bench-quote bench-start properties check contributing deny format architecture bindings words icons pictures docs release windows macos setup-run setup-demo setup-test clean

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: setup-run ## install what is missing, build, and open the practice shop (or show it, where there is no display)
	@scripts/run

demo: setup-demo ## sell by keyboard in a virtual display, whatever this machine has; pictures in target/demo
	@AIRTILL_RUN=demo scripts/run

test: setup-test ui ## everything: the page's tests, then all Rust tests, the real window among them
	npm --prefix ui run --silent test
	@scripts/test

quick: setup-test ui ## what needs no window, no child process and no long history: after each change
	@AIRTILL_TESTS=quick scripts/test

unit: setup-test ui ## all Rust tests but those of the real window
	@scripts/test -E 'not test(/^e2e::/)'

e2e: setup-test ui ## the real window alone, driven by keyboard in a virtual display
	@scripts/test e2e::

faults: setup-test ui ## kills, disk faults, vendors in chaos and the sale machine, for long; goes on where it was stopped
	AIRTILL_FAULTS_LONG=1 AIRTILL_TESTS=long scripts/test --success-output immediate faults:: ledger::machine ledger::sweep e2e::crash::kills

bench: ## the till's own time per sale, and a ledger of ten years, beside SQLite and the bare disk; SALES=100000 for less
	AIRTILL_BENCH_SALES=$(or $(SALES),1000000) cargo bench --package airtill-reports --bench till

bench-quote: setup-test ## the list of plans and the review at a million sales and two thousand plans, with and without rules; SALES=100000 for less
	AIRTILL_BENCH_SALES=$(or $(SALES),1000000) cargo bench --package airtill-shop --bench quote

bench-start: setup-test ui ## from the start until the number field takes keys, and memory, beside a bare Tauri window
	cargo build --release --bin airtill --example bare --example start
	@scripts/desktop target/release/examples/start

properties: ui ## what must hold for any bytes of a vendor's, CASES times each (200,000 unless told; 10,000 in make test)
	PROPTEST_CASES=$(or $(CASES),200000) cargo test --workspace --features faults --test vendors wire::properties

check: setup-test ui ## rustfmt, clippy, rustdoc, svelte-check, eslint, prettier, actionlint; who may know whom, words, pictures; the walls between packages; what CONTRIBUTING.md says; that no fault is in a normal build, and that the installers' build begins
	cargo fmt --all -- --check
	cargo clippy --workspace --all-targets -- -D warnings
	cargo clippy --workspace --all-targets --features faults -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --lib
	npm --prefix ui run --silent check
	@node scripts/check-workflows.mjs
	$(CARGO_TEST) --quiet house::
	@scripts/check-walls
	@scripts/contributing.mjs check
	@scripts/check-budgets
	@scripts/check-release

contributing: setup-test ui ## follow CONTRIBUTING.md word for word in a copy, with the commands and the tests that it names
	@scripts/contributing.mjs

deny: ## advisories, licences and sources of all packages, by deny.toml (builds cargo-deny where it is missing)
	@command -v cargo-deny >/dev/null || cargo install --locked --quiet cargo-deny
	cargo deny --locked check

format: ui/node_modules/.stamp ## rustfmt and prettier, in place
	cargo fmt --all
	npm --prefix ui run --silent format

ui: ui/dist/index.html ## build the page

ui/dist/index.html: ui/node_modules/.stamp $(shell find ui/src ui/index.html ui/vite.config.ts ui/svelte.config.js -type f 2>/dev/null)
	npm --prefix ui run --silent build
	@touch $@

ui/node_modules/.stamp: ui/package-lock.json
	@scripts/setup frontend
	@touch $@

architecture: ui ## draw the pictures of the modules in ARCHITECTURE.md anew, from the imports
	AIRTILL_WRITE_PICTURES=1 $(CARGO_TEST) house::arrows

bindings: ui ## write ui/src/bindings.ts anew from the Rust commands
	AIRTILL_WRITE_BINDINGS=1 $(CARGO_TEST) commands::bindings

words: ui ## write src-tauri/words/en.json anew: all that the program says
	AIRTILL_WRITE_WORDS=1 $(CARGO_TEST) house::words

icons: ## make every icon anew from icons/icon.svg
	npm --prefix ui run tauri -- icon icons/icon.svg -o icons
	rm -rf icons/android icons/ios icons/Square* icons/StoreLogo.png

pictures: setup-test ui ## make the manual's pictures anew, from the real window
	@scripts/pictures

docs: ui ## the packages' documentation, in target/doc
	cargo doc --workspace --no-deps --lib

release: setup-run ui ## installers for this platform, in target/release/bundle
	@scripts/release

windows: setup-run ui ## the program and the tests for Windows, and the ledger's tests under Wine (root; the first time some minutes more)
	@scripts/windows check
	@scripts/windows test

macos: setup-run ui ## types of everything for macOS, Intel and Apple (root; the first time some minutes more)
	@scripts/macos

setup-run:
	@scripts/setup run

setup-demo:
	@scripts/setup demo

setup-test:
	@scripts/setup test

clean: ## remove what was built
	rm -rf target ui/dist ui/node_modules gen
