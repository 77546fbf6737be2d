package main

import (
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/lockleak/lockleak/internal/dev/monster"
)

// monsterModule is the module of the monsters: their import paths are
// monster/NAME/SIZE.
const monsterModule = "monster"

// monsterSizes are those that a monster is made in, as divisors of its own.
var monsterSizes = []int{8, 4, 2, 1}

// measureMonsters is [collect] over programs that are large in one respect, each
// in growing sizes, one right behind the other.
func measureMonsters(rounds int) ([]packageCost, error) {
	temp, err := os.MkdirTemp("", "lockleak-monsters-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)
	if err := os.WriteFile(filepath.Join(temp, "go.mod"), []byte("module "+monsterModule+"\n\ngo 1.26\n"), 0o666); err != nil {
		return nil, err
	}
	var order []string
	for _, m := range monster.All() {
		for _, part := range monsterSizes {
			n := m.Size / part
			text := m.Source(n)
			if !isParsed(text) {
				continue
			}
			name := path.Join(hyphened(m.Name), fmt.Sprint(n))
			order = append(order, path.Join(monsterModule, name))
			dir := filepath.Join(temp, filepath.FromSlash(name))
			if err := os.MkdirAll(dir, 0o777); err != nil {
				return nil, err
			}
			if err := os.WriteFile(filepath.Join(dir, "p.go"), []byte(text), 0o666); err != nil {
				return nil, err
			}
		}
	}
	costs, err := collect(temp, rounds, []string{"./..."})
	if err != nil {
		return nil, err
	}
	of := make(map[string]packageCost)
	for _, c := range costs {
		of[c.Path] = c
	}
	var sorted []packageCost // without what the monsters import
	for _, p := range order {
		c, ok := of[p]
		if !ok {
			return nil, fmt.Errorf("%s was not analyzed", p)
		}
		sorted = append(sorted, c)
	}
	return sorted, nil
}

// isParsed reports whether the parser of a vet tool reads a file: it resolves
// identifiers, and gives up where scopes nest too deeply.
func isParsed(text string) bool {
	_, err := parser.ParseFile(token.NewFileSet(), "p.go", text, parser.ParseComments)
	return err == nil
}

// monsterOf returns the monster that a package is, and whether it is one.
func monsterOf(pkg string) (monster.Monster, bool) {
	name, ok := strings.CutPrefix(path.Dir(pkg), monsterModule+"/")
	if ok {
		for _, m := range monster.All() {
			if hyphened(m.Name) == name {
				return m, true
			}
		}
	}
	return monster.Monster{}, false
}

func hyphened(name string) string { return strings.ReplaceAll(name, " ", "-") }
