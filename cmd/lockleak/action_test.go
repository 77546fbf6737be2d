package main

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/lockleak/lockleak/internal/dev/exhaustive"
)

// An action is what the tests know of action.yml.
type action struct {
	Inputs  map[string]struct{ Default string }
	Outputs map[string]struct{ Value string }
	Runs    struct{ Steps []actionStep }
}

type actionStep struct {
	ID, Name, If, Uses, Shell, Run string
	Directory                      string `yaml:"working-directory"`
	Env, With                      map[string]string
}

func readAction(t *testing.T) action {
	t.Helper()
	text, err := os.ReadFile("../../action.yml")
	if err != nil {
		t.Fatal(err)
	}
	var a action
	if err := yaml.Unmarshal(text, &a); err != nil {
		t.Fatal(err)
	}
	return a
}

// expression matches what GitHub replaces, the two kinds that action.yml has.
var (
	expression = regexp.MustCompile(`\$\{\{ (inputs\.[a-z-]+|steps\.run\.outputs\.[a-z-]+) \}\}`)
	anyInput   = regexp.MustCompile(`inputs\.([a-z-]+)`)
)

// TestActionText holds what actionlint does not look at: no text of users in
// scripts, and all inputs declared and used.
func TestActionText(t *testing.T) {
	t.Parallel()
	a := readAction(t)
	used := make(map[string]bool)
	for _, s := range a.Runs.Steps {
		if strings.Contains(s.Run, "${{") {
			t.Errorf("step %q has an expression in its script", s.Name)
		}
		if (s.Run == "") == (s.Uses == "") || (s.Run == "") != (s.Shell == "") {
			t.Errorf("step %q wants either a script with a shell, or an action", s.Name)
		}
		values := slices.Concat([]string{s.If, s.Directory}, slices.Collect(maps.Values(s.Env)), slices.Collect(maps.Values(s.With)))
		for _, v := range values {
			if strings.Contains(expression.ReplaceAllString(v, ""), "${{") {
				t.Errorf("step %q has an expression of another kind: %s", s.Name, v)
			}
			for _, m := range anyInput.FindAllStringSubmatch(v, -1) {
				used[m[1]] = true
			}
		}
	}
	if got, want := slices.Sorted(maps.Keys(used)), slices.Sorted(maps.Keys(a.Inputs)); !slices.Equal(got, want) {
		t.Errorf("inputs %q are used, %q are declared", got, want)
	}
	if len(a.Outputs) != 2 {
		t.Errorf("outputs %v, want those that the runner below knows", a.Outputs)
	}
}

// A runner runs the scripts of an action as GitHub does.
type runner struct {
	action
	dir     string // the workspace
	env     []string
	inputs  map[string]string
	outputs map[string]string // of the step run
	log     string
}

// expand replaces the expressions in text.
func (r *runner) expand(text string) string {
	return expression.ReplaceAllStringFunc(text, func(e string) string {
		name := expression.FindStringSubmatch(e)[1]
		if input, ok := strings.CutPrefix(name, "inputs."); ok {
			if value, ok := r.inputs[input]; ok {
				return value
			}
			return r.Inputs[input].Default
		}
		return r.outputs[strings.TrimPrefix(name, "steps.run.outputs.")]
	})
}

// step runs the script of a step and returns its exit status.
func (r *runner) step(t *testing.T, name string) int {
	t.Helper()
	i := slices.IndexFunc(r.Runs.Steps, func(s actionStep) bool { return s.Name == name })
	if i < 0 {
		t.Fatalf("no step %q", name)
	}
	s := r.Runs.Steps[i]
	temp := t.TempDir()
	script, output := filepath.Join(temp, "script.sh"), filepath.Join(temp, "output")
	if err := os.WriteFile(script, []byte(s.Run), 0o666); err != nil {
		t.Fatal(err)
	}
	// How GitHub runs a step with shell: bash.
	cmd := exec.Command("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script)
	cmd.Dir = filepath.Join(r.dir, r.expand(s.Directory))
	cmd.Env = append(slices.Clone(r.env), "GITHUB_OUTPUT="+output)
	for k, v := range s.Env {
		cmd.Env = append(cmd.Env, k+"="+r.expand(v))
	}
	out, err := cmd.CombinedOutput()
	r.log += string(out)
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	if s.ID == "run" {
		text, _ := os.ReadFile(output) // there is none if the step has failed
		for line := range strings.Lines(string(text)) {
			k, v, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
			r.outputs[k] = v
		}
	}
	return cmd.ProcessState.ExitCode()
}

// needs skips the test where a program is missing.
func needs(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			t.Skipf("%s is missing", p)
		}
	}
}

// workspace writes a module that has a finding in the package leak of app, a
// second one in a test file, and none in the package clean.
func workspace(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	leak := func(name string) string {
		return "package leak\n\nimport \"sync\"\n\nfunc " + name + "(mu *sync.Mutex, ok bool) {\n\tmu.Lock()\n\tif ok {\n\t\treturn\n\t}\n\tmu.Unlock()\n}\n"
	}
	for name, text := range map[string]string{
		"app/go.mod":            "module example.com/app\n\ngo 1.26\n",
		"app/leak/leak.go":      leak("get"),
		"app/leak/leak_test.go": leak("getForTest"),
		"app/clean/clean.go":    "package clean\n",
	} {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("git", "init", "-q", dir).CombinedOutput(); err != nil {
		t.Fatalf("git init: %v: %s", err, out)
	}
	return dir
}

// TestActionUntrusted has a repository that git does not take for one, as where it
// belongs to another user.
func TestActionUntrusted(t *testing.T) {
	t.Parallel()
	needs(t, "bash")
	dir, temp := workspace(t), t.TempDir()
	if err := os.Remove(filepath.Join(dir, ".git", "HEAD")); err != nil {
		t.Fatal(err)
	}
	r := runner{action: readAction(t), dir: dir, inputs: map[string]string{"working-directory": "app"}, outputs: make(map[string]string)}
	r.env = append(append(os.Environ(), goEnv(t)...), "RUNNER_TEMP="+temp)
	if exit := r.step(t, "Run lockleak"); exit != 0 || r.outputs["status"] != "1" || strings.Contains(r.log, "VCS") {
		t.Errorf("exit %d, outputs %v, log %s", exit, r.outputs, r.log)
	}
}

// TestAction runs the steps of the action that follow the installation. Most of
// those that run lockleak are for exhaustive runs.
func TestAction(t *testing.T) {
	t.Parallel()
	needs(t, "bash")
	a, dir := readAction(t), workspace(t)
	const none = "no file"
	for _, test := range []struct {
		name   string
		inputs map[string]string
		status string // that of lockleak, "" if it is not run
		exit   int    // that of the action
		sarif  string // what the SARIF file holds, or none
		log    string // what the log holds
	}{
		{"defaults", nil, "1", 1, `"app/leak/leak_test.go"`, "\nleak/leak.go:6:2: lockleak: mu.Lock() is not released"},
		{"clean", map[string]string{"packages": "./clean"}, "0", 0, `"results": []`, ""},
		{"several", map[string]string{"packages": "./clean\n  ./leak\n", "args": "-tests=false\n -relock=false"}, "1", 1, `"app/leak/leak.go"`, "leak.go:6:2"},
		{"tolerated", map[string]string{"fail-on-findings": "false"}, "1", 0, `"ruleId": "lockleak"`, "leak.go:6:2"},
		{"annotations", map[string]string{"upload": "false"}, "1", 1, `"ruleId": "lockleak"`, "\n::error file=app/leak/leak.go,line=6,col=2,title=lockleak::"},
		{"format", map[string]string{"args": "-tests=false --format=text"}, "", 2, none, "the action sets --format itself"},
		{"output", map[string]string{"args": "-o elsewhere"}, "", 2, none, "the action sets -o itself"},
		{"another format", map[string]string{"args": "-json"}, "2", 2, none, "only one of "},
		{"bad flag", map[string]string{"args": "-nosuch", "fail-on-findings": "false"}, "2", 2, none, "unknown flag -nosuch"},
		{"no package", map[string]string{"packages": "./gone", "fail-on-findings": "false"}, "2", 2, "", "gone"},
		{"no boolean", map[string]string{"upload": "yes"}, "", 2, none, "want true or false"},
		{"commands", map[string]string{"packages": `./clean;$(touch x) "` + "`touch x`", "args": "$(touch x)"}, "2", 2, none, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.status != "" && test.name != "defaults" && test.name != "commands" {
				exhaustive.Only(t)
			}
			t.Parallel()
			temp := t.TempDir()
			r := runner{action: a, dir: dir, inputs: map[string]string{"working-directory": "app"}, outputs: make(map[string]string)}
			r.env = append(append(os.Environ(), goEnv(t)...), "RUNNER_TEMP="+temp)
			maps.Copy(r.inputs, test.inputs)
			r.log = "\n"
			exit := r.step(t, "Run lockleak")
			if exit == 0 {
				exit = r.step(t, "Exit with the status of lockleak")
			}
			if exit != test.exit || r.outputs["status"] != test.status || !strings.Contains(r.log, test.log) {
				t.Errorf("exit %d, outputs %v, log %s", exit, r.outputs, r.log)
			}
			text, err := os.ReadFile(filepath.Join(temp, "lockleak.sarif"))
			if (err != nil) != (r.outputs["sarif-file"] == "") {
				t.Errorf("output %q, but %v", r.outputs["sarif-file"], err)
			}
			if test.sarif != "" && (err != nil) != (test.sarif == none) || err == nil && !strings.Contains(string(text), test.sarif) {
				t.Errorf("the SARIF file of %d bytes lacks %s (%v)", len(text), test.sarif, err)
			}
			for _, name := range []string{"x", "elsewhere"} {
				if _, err := os.Stat(filepath.Join(dir, "app", name)); err == nil {
					t.Errorf("the file %s was written", name)
				}
			}
		})
	}
}
