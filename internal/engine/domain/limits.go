package domain

// maxHolds is how many holds of one lock a path can have at once. A path with
// more is not decided.
const MaxHolds = 4

const MaxForeign = 7

// maxNesting is how deeply terms are replaced by what they equal: facts about
// a loop can hold a term equal to one that is made of it.
const maxNesting = 12

// maxCount is how far variables of loops are counted. More rounds are taken for
// any number of rounds.
const maxCount = 4
