// Termsvg makes a picture of what a program prints on a terminal, for the docs:
//
//	lockleak -C examples/popmessage -c=0 -color=always | go run ./internal/dev/tools/termsvg >docs/explanation.svg
//
// It knows the escape sequences of package terminal, one style at a time. The
// picture has text, no fonts, and the colours of light or dark as the reader
// has it.
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	text, err := io.ReadAll(os.Stdin)
	if err == nil {
		_, err = io.WriteString(os.Stdout, picture(string(text)))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "termsvg:", err)
		os.Exit(2)
	}
}
