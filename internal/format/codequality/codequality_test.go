package codequality

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/result/view"
)

func TestWrite(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	at := func(name string, line int) finding.Position {
		return finding.Position{File: filepath.Join(root, name), Line: line, Col: 2}
	}
	findings := []finding.Finding{
		{Check: "lockleak", Message: `lockleak: m["<&>"] is not released`, At: at(filepath.Join("a b", "ä.go"), 2), End: at(filepath.Join("a b", "ä.go"), 4),
			Path: []finding.Step{
				{At: at("c.go", 2), Kind: finding.Acquire, Message: "m is acquired here"},
				{At: at("c.go", 7), Kind: finding.Exit, Message: "returns here"},
				{At: at("c.go", 9), Kind: finding.Release, Message: "m is released here"},
			}},
		{Check: "relock", Message: "relock: again", At: at("c.go", 3), End: at("c.go", 3),
			Path: []finding.Step{{At: at("c.go", 3), Kind: finding.Mistake, Message: "m is acquired again here"}}},
		{Check: "relock", Message: "relock: nowhere"},
		{Check: "relock", Message: "relock: in a file", At: finding.Position{File: filepath.Join(root, "d.go")}},
	}
	const want = `[
  {
    "description": "m[\"<&>\"] is not released (c.go:7: returns here)",
    "check_name": "lockleak",
    "fingerprint": "1",
    "severity": "major",
    "location": {
      "path": "a b/ä.go",
      "lines": {
        "begin": 2,
        "end": 4
      }
    }
  },
  {
    "description": "again (c.go:3: m is acquired again here)",
    "check_name": "relock",
    "fingerprint": "2",
    "severity": "major",
    "location": {
      "path": "c.go",
      "lines": {
        "begin": 3
      }
    }
  },
  {
    "description": "nowhere",
    "check_name": "relock",
    "fingerprint": "3",
    "severity": "major",
    "location": {
      "path": ".",
      "lines": {
        "begin": 1
      }
    }
  },
  {
    "description": "in a file",
    "check_name": "relock",
    "fingerprint": "4",
    "severity": "major",
    "location": {
      "path": "d.go",
      "lines": {
        "begin": 1
      }
    }
  }
]
`
	v := &view.View{GoDir: root, UserDir: root}
	for _, test := range []struct {
		findings []finding.Finding
		want     string
	}{{findings, want}, {nil, "[]\n"}} {
		var got strings.Builder
		err := Write(&got, v, root, test.findings, []string{"1", "2", "3", "4"})
		if err != nil || got.String() != test.want {
			t.Errorf("got %s (%v), want %s", got.String(), err, test.want)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestWriteFails(t *testing.T) {
	t.Parallel()
	err := Write(full{}, &view.View{}, "/", []finding.Finding{{Check: "lockleak"}}, []string{"1"})
	if err == nil || err.Error() != "full" {
		t.Errorf("error %v", err)
	}
}
