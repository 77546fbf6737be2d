package typestate

// maxIdents is how many meanings of the names of locks a run tells apart. Paths on which
// they mean something else are merged beyond that, and what names the lock is not known.
const maxIdents = 32
