# needled: what there is to run. `make` alone lists it.

version ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)
ldflags  = -s -w -X main.version=$(version)
platforms = linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

.PHONY: help build demo test check lint cross bench fuzz

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build ./needled
	CGO_ENABLED=0 go build -trimpath -ldflags "$(ldflags)" -o needled ./cmd/needled

demo: ## show the main job on a throw-away store
	go run ./cmd/needled demo --once

test: check ## gofmt, vet, staticcheck, and every test with the race detector
	@command -v cc >/dev/null || { echo "make test: the race detector needs a C compiler (cc); install gcc or clang"; exit 1; }
	CGO_ENABLED=1 go test -race -timeout 30m ./...

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
