package domain

func Single(s State) []State { return []State{s} }
