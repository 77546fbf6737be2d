package page

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// A browser is Chromium without a window, driven by the Chrome DevTools Protocol
// over a pair of pipes: JSON objects that end with a zero byte.
type browser struct {
	t       *testing.T
	to      *os.File
	from    *bufio.Reader
	last    int
	session string
	console []string // what pages complained of
	network []string // what they asked for, apart from themselves
}

// message is a command, an answer or an event.
type message struct {
	ID        int             `json:"id,omitempty"`
	Method    string          `json:"method,omitempty"`
	SessionID string          `json:"sessionId,omitempty"`
	Params    any             `json:"params,omitempty"`
	Result    json.RawMessage `json:"result,omitempty"`
	Error     *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

// startBrowser starts the Chromium named by $LOCKLEAK_CHROMIUM with one page, and
// ends it with the test.
func startBrowser(t *testing.T) *browser {
	t.Helper()
	program := os.Getenv("LOCKLEAK_CHROMIUM")
	if program == "" {
		t.Skip("LOCKLEAK_CHROMIUM names no browser; .ci/page does")
	}
	inRead, inWrite, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	outRead, outWrite, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	profile, err := os.MkdirTemp("", "browser")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
		"--user-data-dir="+profile, "--remote-debugging-pipe", "about:blank")
	cmd.ExtraFiles = []*os.File{inRead, outWrite} // 3 and 4, as the flag wants them
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	inRead.Close()
	outWrite.Close()
	b := &browser{t: t, to: inWrite, from: bufio.NewReader(outRead)}
	t.Cleanup(func() {
		b.session = ""
		b.send("Browser.close", nil)
		stop := time.AfterFunc(5*time.Minute, func() { cmd.Process.Kill() })
		cmd.Wait() // it ends as it likes
		stop.Stop()
		inWrite.Close()
		outRead.Close()
		os.RemoveAll(profile) // it may still be written to
	})
	target := b.call("Target.createTarget", map[string]any{"url": "about:blank"})
	attached := b.call("Target.attachToTarget", map[string]any{"targetId": target["targetId"], "flatten": true})
	b.session = attached["sessionId"].(string)
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		b.call(domain+".enable", nil)
	}
	return b
}

func (b *browser) send(method string, params any) {
	b.last++
	data, err := json.Marshal(message{ID: b.last, Method: method, Params: params, SessionID: b.session})
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.to.Write(append(data, 0)); err != nil {
		b.t.Error(err)
	}
}

// next returns the next message, and notes what it tells of the page.
func (b *browser) next() message {
	b.t.Helper()
	data, err := b.from.ReadBytes(0)
	if err != nil {
		b.t.Fatalf("the browser is gone: %v", err)
	}
	data = data[:len(data)-1]
	var m message
	if err := json.Unmarshal(data, &m); err != nil {
		b.t.Fatal(err)
	}
	switch m.Method {
	case "Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded":
		b.console = append(b.console, string(data))
	case "Network.requestWillBeSent":
		b.network = append(b.network, string(data))
	}
	return m
}

// call sends a command and returns its result.
func (b *browser) call(method string, params any) map[string]any {
	b.t.Helper()
	b.send(method, params)
	id := b.last
	for {
		m := b.next()
		if m.ID != id {
			continue
		}
		if m.Error != nil {
			b.t.Fatalf("%s: %s", method, m.Error.Message)
		}
		var result map[string]any
		if err := json.Unmarshal(m.Result, &result); err != nil {
			b.t.Fatal(err)
		}
		return result
	}
}

// open shows a file in a window of the given width, with a colour scheme.
func (b *browser) open(file string, width int, scheme string) {
	b.t.Helper()
	b.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500})
	b.call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}})
	b.console, b.network = nil, nil
	b.send("Page.navigate", map[string]any{"url": "file://" + filepath.ToSlash(file)})
	for b.next().Method != "Page.loadEventFired" {
	}
}

// eval returns the value of an expression in JavaScript. It is evaluated from
// outside of the page, whose policy allows no script.
func (b *browser) eval(expression string) any {
	b.t.Helper()
	answer := b.call("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true})
	if e, ok := answer["exceptionDetails"]; ok {
		b.t.Fatalf("%s: %v", expression, e)
	}
	return answer["result"].(map[string]any)["value"]
}

// texts returns what an expression gives as a list of strings.
func (b *browser) texts(expression string) []string {
	b.t.Helper()
	var all []string
	for _, x := range b.eval(expression).([]any) {
		all = append(all, fmt.Sprint(x))
	}
	return all
}

// press presses a key.
func (b *browser) press(key string, code int) {
	for _, what := range []string{"keyDown", "keyUp"} {
		b.call("Input.dispatchKeyEvent", map[string]any{"type": what, "key": key, "code": key, "windowsVirtualKeyCode": code})
	}
}

// shoot writes a picture of the page into $LOCKLEAK_SHOTS, if that is set.
func (b *browser) shoot(name string) {
	dir := os.Getenv("LOCKLEAK_SHOTS")
	if dir == "" {
		return
	}
	size := b.eval(`[innerWidth, Math.min(document.documentElement.scrollHeight, 3200)]`).([]any)
	answer := b.call("Page.captureScreenshot", map[string]any{
		"format": "png", "captureBeyondViewport": true,
		"clip": map[string]any{"x": 0, "y": 0, "width": size[0], "height": size[1], "scale": 1},
	})
	data, err := base64.StdEncoding.DecodeString(answer["data"].(string))
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), data, 0o666); err != nil {
		b.t.Fatal(err)
	}
}
