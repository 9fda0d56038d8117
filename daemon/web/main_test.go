package web

import (
	"os"
	"testing"

	"needled/daemon/web/webtest"
)

func TestMain(m *testing.M) { os.Exit(webtest.Main(m)) }
