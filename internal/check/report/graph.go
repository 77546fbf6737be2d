package report

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/result/detail"
)

// Graph returns the control-flow graph of the function that the finding is in,
// with the blocks on its path numbered, nil if it is about no path.
//
// A path is known by its steps; where these leave a choice, the blocks between
// two of them are those of a shortest way.
func (f *Finding) Graph(fset *token.FileSet) []detail.Block {
	if f.Function == nil || len(f.steps) == 0 || len(f.Function.Blocks) == 0 {
		return nil
	}
	blocks := make([]detail.Block, len(f.Function.Blocks))
	for i, b := range f.Function.Blocks {
		blocks[i].Name = b.Comment
		blocks[i].First, blocks[i].Last = lines(fset, b)
		for _, s := range b.Succs {
			blocks[i].Succs = append(blocks[i].Succs, s.Index)
		}
	}
	for i, b := range f.blocks() {
		blocks[b.Index].Path = append(blocks[b.Index].Path, i+1)
	}
	return blocks
}

// lines returns the first and the last line of a block, 0 if it has none.
func lines(fset *token.FileSet, b *ssa.BasicBlock) (first, last int) {
	for _, in := range b.Instrs {
		if !in.Pos().IsValid() {
			continue
		}
		line := fset.Position(in.Pos()).Line
		if first == 0 || line < first {
			first = line
		}
		last = max(last, line)
	}
	return first, last
}

// blocks returns the blocks on the path, in order.
func (f *Finding) blocks() []*ssa.BasicBlock {
	var path []*ssa.BasicBlock
	for _, x := range f.steps {
		if x.At == nil || x.At.Parent() != f.Function {
			continue
		}
		to := x.At.Block()
		if n := len(path); n == 0 {
			path = append(path, to)
		} else if way := shortest(path[n-1], to); way != nil {
			path = append(path, way...)
		}
		if _, ok := x.At.(*ssa.If); ok {
			path = append(path, taken(to, x.Taken))
		}
	}
	return path
}

// taken returns the block behind a branch.
func taken(b *ssa.BasicBlock, condition bool) *ssa.BasicBlock {
	if condition {
		return b.Succs[0]
	}
	return b.Succs[1]
}

// shortest returns the blocks of a shortest way behind one block up to another,
// none if they are the same, nil if there is no way.
func shortest(from, to *ssa.BasicBlock) []*ssa.BasicBlock {
	if from == to {
		return []*ssa.BasicBlock{}
	}
	before := map[*ssa.BasicBlock]*ssa.BasicBlock{from: nil}
	for work := []*ssa.BasicBlock{from}; len(work) > 0; work = work[1:] {
		for _, s := range work[0].Succs {
			if _, seen := before[s]; seen {
				continue
			}
			before[s] = work[0]
			if s != to {
				work = append(work, s)
				continue
			}
			var way []*ssa.BasicBlock
			for b := to; b != from; b = before[b] {
				way = append(way, b)
			}
			slices.Reverse(way)
			return way
		}
	}
	return nil
}
