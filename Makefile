# Thin: each target is one program that also runs by itself.
.PHONY: run install test check check-long bench

run: install
	@.venv/bin/regard migrate
	@.venv/bin/regard demo load --if-empty
	@exec .venv/bin/regard serve --sign-in-link

install:
	@bin/setup

test:
	@bin/test

check:
	@bin/check

check-long:
	@bin/check-long

bench:
	@.venv/bin/python -m benchmarks
