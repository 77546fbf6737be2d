package summary

import (
	"reflect"
	"testing"
)

// fullBody is a body of which all is true but the answers that are named.
type fullBody map[string]bool

func (b fullBody) OperatesOnLocks() bool { return !b["locks"] }
func (b fullBody) TakesFunc() bool       { return !b["func"] }
func (b fullBody) MakesKey() bool        { return !b["key"] }
func (b fullBody) MayNotReturn() bool    { return !b["ends"] }
func (b fullBody) MayRecover() bool      { return !b["recover"] }

// TestYields checks that each field of a summary has its row, which reads that
// field and no other.
func TestYields(t *testing.T) {
	t.Parallel()
	rows := make(map[string]yield)
	for _, y := range yields {
		if _, twice := rows[y.field]; twice {
			t.Errorf("%s has two rows", y.field)
		}
		rows[y.field] = y
	}
	for field := range reflect.TypeFor[Func]().Fields() {
		if _, ok := rows[field.Name]; !ok {
			t.Errorf("no row says whether a body yields Func.%s", field.Name)
			continue
		}
		f := new(Func)
		switch v := reflect.ValueOf(f).Elem().FieldByIndex(field.Index); v.Kind() {
		case reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		case reflect.Bool:
			v.SetBool(true)
		default:
			t.Fatalf("Func.%s is a %s", field.Name, v.Kind())
		}
		if f.IsZero() {
			t.Errorf("a summary that says %s is zero", field.Name)
		}
		for _, y := range yields {
			if y.isSet(f) != (y.field == field.Name) {
				t.Errorf("row %s: isSet is %t where only Func.%s is set", y.field, y.isSet(f), field.Name)
			}
		}
		if got := f.OperatesOnLocks(); got != rows[field.Name].operates {
			t.Errorf("Func.%s operates on locks: %t", field.Name, got)
		}
		delete(rows, field.Name)
	}
	for name := range rows {
		t.Errorf("row %s is of no field", name)
	}
}

// TestMayYield has for each answer a body of which nothing else is true.
func TestMayYield(t *testing.T) {
	t.Parallel()
	answers := []string{"locks", "func", "key", "ends", "recover"}
	none := make(fullBody)
	for _, a := range answers {
		none[a] = true
	}
	if MayYield(none) {
		t.Error("a body of which nothing is true yields something")
	}
	for _, a := range answers {
		delete(none, a)
		if !MayYield(none) {
			t.Errorf("%s yields nothing", a)
		}
		none[a] = true
	}
}
