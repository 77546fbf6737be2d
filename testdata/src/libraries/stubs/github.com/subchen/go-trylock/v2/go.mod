module github.com/subchen/go-trylock/v2

go 1.26
