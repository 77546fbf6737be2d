// Package lexicon holds what is known about functions and types by their names and
// signatures alone: which methods acquire and release locks, which functions never
// return, which names speak of locks. The names are in the text tables in the folder
// tables, each with the reason why it is there.
package lexicon

import (
	"embed"
	"io/fs"
	"regexp"
	"strings"
	"sync"
)

//go:embed tables/*.txt
var files embed.FS

// A lexicon is what the tables say. What a table is for is written there.
type lexicon struct {
	lockNames
	handleNames
	futureNames
	callNames
	errorNames
	speech
	valueNames
}

// lockNames is what tables/pairs.txt says.
type lockNames struct {
	pairs         []form
	sharedAffixes []affix
	downgrades    map[string]bool
	noKeys        map[string]bool
	syncTypes     map[string]bool
	declaredPairs []form
}

// handleNames is what tables/handle.txt says.
type handleNames struct {
	acquiringFirst, acquiringLast, makingFirst map[string]bool
	lockMethods, guardMethods, handleMethods   []string
	holdEnds                                   map[string]bool
}

// futureNames is what tables/future.txt says.
type futureNames struct {
	completes, registers, tasks, runsOnce, callbacks map[string]bool
}

// callNames is what tables/returns.txt says.
type callNames struct {
	neverReturns, failing      map[string]bool
	errorWords, assertionWords map[string]bool
	atomicSetters, cancelTypes map[string]bool
}

// errorNames is what tables/errors.txt says.
type errorNames struct {
	errorTypes                                   map[string]bool
	makesErrorFirst, makesError, wrapsErrorFirst map[string]bool
	joinsErrorsFirst                             map[string]bool
}

// speech is what tables/speech.txt says.
type speech struct {
	releaseWords, acquireWords, stateWords map[string]bool
	contract                               *regexp.Regexp
}

// valueNames is what tables/values.txt says.
type valueNames struct {
	fresh, freshAfterGet, purePackages map[string]bool
	getterFirst                        map[string]bool // whether the method may have parameters
	getterNouns, doing                 map[string]bool
}

// known returns the lexicon. The tables are part of the program, and a test reads
// them: it panics if they are wrong.
var known = sync.OnceValue(func() *lexicon {
	text, err := tableText()
	if err != nil {
		panic("lexicon: " + err.Error())
	}
	l, err := newLexicon(text)
	if err != nil {
		panic("lexicon: " + err.Error())
	}
	return l
})

// tableText returns all text tables.
func tableText() (string, error) {
	names, err := fs.Glob(files, "tables/*.txt")
	if err != nil {
		return "", err
	}
	var all strings.Builder
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			return "", err
		}
		all.Write(text)
		all.WriteByte('\n')
	}
	return all.String(), nil
}

// lexicon returns what the tables of r say.
func (r *reader) lexicon() *lexicon {
	return &lexicon{
		lockNames: lockNames{
			pairs:         r.forms("pairs"),
			sharedAffixes: r.affixes("shared affixes"),
			downgrades:    r.set("downgrades"),
			noKeys:        r.set("parameters without keys"),
			syncTypes:     r.set("sync types"),
			declaredPairs: r.forms("declared pairs"),
		},
		handleNames: handleNames{
			acquiringFirst: r.set("acquiring first words"),
			acquiringLast:  r.set("acquiring last words"),
			makingFirst:    r.set("making first words"),
			lockMethods:    r.list("lock methods"),
			guardMethods:   r.list("guard methods"),
			handleMethods:  r.list("handle methods"),
			holdEnds:       r.set("hold ends"),
		},
		futureNames: futureNames{
			completes: r.set("completes"),
			registers: r.set("registers"),
			tasks:     r.set("tasks"),
			runsOnce:  r.set("runs once"),
			callbacks: r.set("callbacks"),
		},
		callNames: callNames{
			neverReturns:   r.set("never returns"),
			failing:        r.set("failing methods"),
			errorWords:     r.set("error words"),
			assertionWords: r.set("assertion words"),
			atomicSetters:  r.set("atomic setters"),
			cancelTypes:    r.set("cancel types"),
		},
		errorNames: errorNames{
			errorTypes:       r.set("error types"),
			makesErrorFirst:  r.set("error making first words"),
			makesError:       r.set("error making words"),
			wrapsErrorFirst:  r.set("error wrapping first words"),
			joinsErrorsFirst: r.set("error joining first words"),
		},
		speech: speech{
			releaseWords: r.set("release words"),
			acquireWords: r.set("acquire words"),
			stateWords:   r.set("state words"),
			contract:     r.patterns("contracts"),
		},
		valueNames: valueNames{
			fresh:         r.set("fresh words"),
			freshAfterGet: r.set("fresh after get"),
			purePackages:  r.set("pure packages"),
			getterFirst:   r.getters("getter first words"),
			getterNouns:   r.set("getter nouns"),
			doing:         r.set("doing first words"),
		},
	}
}

// newLexicon returns what the tables in text say. The error is that one is wrong, is
// missing or is not one of the lexicon.
func newLexicon(text string) (*lexicon, error) {
	tables, err := parseTables(text)
	if err != nil {
		return nil, err
	}
	r := &reader{tables: tables}
	l := r.lexicon()
	return l, r.done()
}

// patterns returns a regular expression that matches what one in the table name
// matches.
func (r *reader) patterns(name string) *regexp.Regexp {
	p, err := regexp.Compile("(?is)" + strings.Join(r.list(name), "|"))
	if err != nil {
		r.fail("table %s: %w", name, err)
	}
	return p
}
