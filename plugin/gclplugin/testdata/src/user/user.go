package user

import "renamed"

func call() {
	renamed.Old() // want `^lockleak: Old is old\n\tuser\.go:6:10: here$`
}
