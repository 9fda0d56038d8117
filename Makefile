# needled: what there is to run. `make` alone lists it.

version ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)
ldflags  = -s -w -X main.version=$(version)
platforms = linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

# Where things go, as distributions name it. DESTDIR is put before all of them.
PREFIX        ?= /usr/local
DESTDIR       ?=
bindir        ?= $(PREFIX)/bin
docdir        ?= $(PREFIX)/share/doc/needled
unitdir       ?= $(PREFIX)/lib/systemd/system
userunitdir   ?= $(PREFIX)/lib/systemd/user
sysusersdir   ?= $(PREFIX)/lib/sysusers.d
bashdir       ?= $(PREFIX)/share/bash-completion/completions
zshdir        ?= $(PREFIX)/share/zsh/site-functions
fishdir       ?= $(PREFIX)/share/fish/vendor_completions.d
# systemd's version decides whether it knows how to wait longer each time.
systemd       ?= $(shell systemctl --version 2>/dev/null | awk 'NR == 1 { print $$2 }')
# The program to install; built where it isn't there.
binary        ?= needled

.PHONY: help build demo screenshots test browser check lint cross bench fuzz install uninstall

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build ./needled
	CGO_ENABLED=0 go build -trimpath -ldflags "$(ldflags)" -o $(binary) ./cmd/needled

$(binary):
	$(MAKE) build

# Units name the program and its manual where they were put.
placed = sed -e 's|/usr/bin/needled|$(bindir)/needled|' -e 's|/usr/share/doc/needled|$(docdir)|'
docs   = README.md LICENSE docs/SERVICE.md docs/ACCESS.md docs/API.md configs/needled.example.toml
unit   = "$(DESTDIR)$(unitdir)/needled.service"

install: $(binary) ## install program, units, completion and docs (PREFIX, DESTDIR)
	install -d $(foreach dir,$(bindir) $(unitdir) $(userunitdir) $(sysusersdir) $(bashdir) $(zshdir) $(fishdir) $(docdir),"$(DESTDIR)$(dir)")
	install -m 755 $(binary) "$(DESTDIR)$(bindir)/needled"
	umask 022; $(placed) systemd/needled.service >$(unit)
	umask 022; $(placed) systemd/user/needled.service >"$(DESTDIR)$(userunitdir)/needled.service"
	if [ "$(systemd)" -ge 254 ] 2>/dev/null; then install -d $(unit).d && install -m 644 systemd/restart.conf $(unit).d/; fi
	install -m 644 systemd/needled.sysusers "$(DESTDIR)$(sysusersdir)/needled.conf"
	umask 022; $(abspath $(binary)) completion bash >"$(DESTDIR)$(bashdir)/needled"
	umask 022; $(abspath $(binary)) completion zsh >"$(DESTDIR)$(zshdir)/_needled"
	umask 022; $(abspath $(binary)) completion fish >"$(DESTDIR)$(fishdir)/needled.fish"
	install -m 644 $(docs) "$(DESTDIR)$(docdir)/"

uninstall: ## take away what install put there; data and settings stay
	rm -f "$(DESTDIR)$(bindir)/needled" $(unit) $(unit).d/restart.conf "$(DESTDIR)$(userunitdir)/needled.service" \
	  "$(DESTDIR)$(sysusersdir)/needled.conf" "$(DESTDIR)$(bashdir)/needled" "$(DESTDIR)$(zshdir)/_needled" \
	  "$(DESTDIR)$(fishdir)/needled.fish" $(foreach doc,$(notdir $(docs)),"$(DESTDIR)$(docdir)/$(doc)")
	for dir in $(unit).d "$(DESTDIR)$(docdir)"; do [ ! -d "$$dir" ] || rmdir "$$dir"; done

demo: ## show the main job on a throw-away store
	go run ./cmd/needled demo --once

screenshots: browser ## take the pictures in docs/screenshots anew
	go test ./cmd/needled -count=1 -run TestScreenshots -screenshots "$(CURDIR)/docs/screenshots"

test: check browser ## gofmt, vet, staticcheck, and every test with the race detector
	@command -v cc >/dev/null || { echo "make test: the race detector needs a C compiler (cc); install gcc or clang"; exit 1; }
	BROWSER_TESTS=$$({ $(chromium); } && echo required) CGO_ENABLED=1 go test -race -timeout 30m ./...
	go test -run TestMonthsWithFaults ./daemon # left out under the race detector, which takes minutes for it
	BROWSER_TESTS=$$({ $(chromium); } && echo required) go test -run TestEveryPageLooks ./cmd/needled # likewise

# Whether there is a Chromium, looked for as the tests do.
chromium = for name in $${CHROMIUM:-chromium chromium-browser google-chrome}; do command -v "$$name" >/dev/null && break; done
apt      = DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=0 -o Acquire::http::Timeout=15

browser: ## Chromium for the browser tests, installed where that can be done (Debian, root)
	@{ $(chromium); } || { [ -z "$$CHROMIUM" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	    && echo "installing chromium for the browser tests" \
	    && $(apt) update && $(apt) install -y --no-install-recommends chromium fonts-liberation; } >&2 || true
	@{ $(chromium); } || echo "no Chromium here: the browser tests are left out (install Debian's chromium, or name one with CHROMIUM)"

check:
	@out=$$(gofmt -l .); [ -z "$$out" ] || { echo "gofmt would change:"; echo "$$out"; exit 1; }
	go vet ./...
	go tool staticcheck ./...

lint: check cross ## the checks of test, and a cgo-free build for every platform

cross:
	@for p in $(platforms); do echo "build $$p"; \
	  CGO_ENABLED=0 GOOS=$${p%/*} GOARCH=$${p#*/} go build -trimpath -o /dev/null ./cmd/needled || exit 1; done

bench: ## measure, with ratios against a named reference in the same run
	go test -run '^$$' -bench . -benchmem ./analysis/... ./ingest/... ./daemon/... ./cmd/...

fuzztime ?= 60s
fuzz: ## fuzz whatever reads foreign bytes, fuzztime (60s) each
	@for pkg in $$(go list ./...); do \
	  for target in $$(go test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
	    echo "fuzz $$pkg $$target"; go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(fuzztime) $$pkg || exit 1; \
	  done; done
