package page

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBrowser opens the pages that $LOCKLEAK_PAGES names, separated by spaces, in a
// browser: in light and dark, on a desk and on a phone.
func TestBrowser(t *testing.T) {
	b := startBrowser(t)
	pages := strings.Fields(os.Getenv("LOCKLEAK_PAGES"))
	if len(pages) == 0 {
		t.Fatal("LOCKLEAK_PAGES names no page")
	}
	for _, file := range pages {
		base := strings.TrimSuffix(filepath.Base(file), ".html")
		for _, look := range []struct {
			width  int
			scheme string
		}{{1280, "light"}, {1280, "dark"}, {360, "light"}, {360, "dark"}} {
			name := fmt.Sprintf("%s-%d-%s", base, look.width, look.scheme)
			b.open(file, look.width, look.scheme)
			if n := b.eval(`document.documentElement.scrollWidth - innerWidth`).(float64); n > 0 {
				t.Errorf("%s scrolls sideways by %v pixels: %v", name, n, b.texts(wide))
			}
			for _, line := range b.console {
				t.Errorf("%s complains: %s", name, line)
			}
			if len(b.network) != 1 { // for the page itself
				t.Errorf("%s makes %d requests: %s", name, len(b.network), b.network)
			}
			if got := b.eval(`getComputedStyle(document.body).backgroundColor`); (got == "rgb(255, 255, 255)") != (look.scheme == "light") {
				t.Errorf("%s has the background %v", name, got)
			}
			for _, text := range b.texts(faint) {
				t.Errorf("%s: too little contrast: %s", name, text)
			}
			for _, text := range b.texts(hidden) {
				t.Errorf("%s: not in sight: %s", name, text)
			}
			b.shoot(name)
		}
		b.open(file, 1280, "light")
		checkKeyboard(t, b, base)
		checkOutline(t, b, base)
	}
}

// wide names elements that are wider than the window and do not scroll.
const wide = `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth && !e.parentElement.closest(".src, .diff, .graph")).map(e => e.outerHTML.slice(0, 120)).slice(0, 3)`

// hidden lists notes that are not whole in sight of their box, as it opens.
const hidden = `[...document.querySelectorAll(".note")].filter(n => {
	const box = n.closest(".src").getBoundingClientRect(), r = n.getBoundingClientRect();
	return r.left < box.left || r.right > box.right || r.width < 40;
}).map(n => n.id).slice(0, 3)`

// faint lists texts whose contrast to what is behind them is below that of level
// AA of the Web Content Accessibility Guidelines 2.2, 4.5 to 1, as it computes it.
const faint = `(() => {
	const parse = c => (c.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
	const light = c => {
		const [r, g, b] = parse(c).map(x => x / 255).map(x => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const behind = e => {
		for (; e; e = e.parentElement) {
			const c = getComputedStyle(e).backgroundColor;
			if (parse(c)[3] !== 0) return c;
		}
		return "rgb(255, 255, 255)";
	};
	const seen = new Map();
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (walk.nextNode()) {
		const e = walk.currentNode.parentElement;
		if (!walk.currentNode.data.trim()) continue;
		let text = getComputedStyle(e).color, ground = behind(e);
		if (e.tagName === "text") {
			text = getComputedStyle(e).fill;
			const rect = e.previousElementSibling;
			ground = behind(e.closest(".graph"));
			const box = e.parentElement.classList.contains("b") && (e.classList.contains("k") ? e.parentElement.querySelector("rect.k") : e.parentElement.querySelector("rect"));
			if (box) ground = getComputedStyle(box).fill;
		}
		if (e.closest("svg") && e.tagName !== "text") continue;
		const key = text + " on " + ground;
		if (seen.has(key)) continue;
		const [a, b] = [light(text), light(ground)].sort((x, y) => y - x);
		const ratio = (a + 0.05) / (b + 0.05);
		seen.set(key, ratio < 4.5 ? key + ": " + ratio.toFixed(2) + " " + e.outerHTML.slice(0, 80) : "");
	}
	return [...seen.values()].filter(Boolean);
})()`

// checkKeyboard walks through the page with the tabulator key.
func checkKeyboard(t *testing.T, b *browser, name string) {
	const tab, enter = 9, 13
	focus := func() string {
		return b.eval(`document.activeElement.getAttribute("href") || document.activeElement.className || document.activeElement.tagName`).(string)
	}
	b.press("Tab", tab)
	if got := focus(); got != "#findings" {
		t.Errorf("%s: the first stop is %s, not the link that skips", name, got)
	}
	if visible := b.eval(`document.activeElement.getBoundingClientRect().left >= 0`); visible != true {
		t.Errorf("%s: the link that skips is not in sight", name)
	}
	var stops []string
	for range 40 {
		b.press("Tab", tab)
		stops = append(stops, focus())
		if got := b.eval(`getComputedStyle(document.activeElement).outlineStyle`); got == "none" {
			t.Errorf("%s: the focus on %s is not seen", name, focus())
		}
		if focus() == "#f1" {
			break
		}
	}
	if focus() != "#f1" {
		t.Fatalf("%s: no stop is at the first finding: %q", name, stops)
	}
	b.call("Input.dispatchKeyEvent", map[string]any{"type": "keyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": enter, "text": "\r"})
	b.call("Input.dispatchKeyEvent", map[string]any{"type": "keyUp", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": enter})
	if got := b.eval(`location.hash`); got != "#f1" {
		t.Errorf("%s: the link to the first finding leads to %v", name, got)
	}
	if top := b.eval(`document.querySelector("#f1").getBoundingClientRect().top`).(float64); top < -1 || top > 700 {
		t.Errorf("%s: the first finding is at %v", name, top)
	}
	b.press("Tab", tab)
	if inside := b.eval(`document.activeElement.closest("#f1") !== null`); inside != true {
		t.Errorf("%s: the stop behind the link to the first finding is %s, not in it", name, focus())
	}
	if n := b.eval(`document.querySelectorAll("[tabindex]:not([tabindex='0']):not([tabindex='-1'])").length`); n != 0.0 {
		t.Errorf("%s: %v elements have a place of their own in the order of stops", name, n)
	}
}

// checkOutline checks what assistive technology is told of the page.
func checkOutline(t *testing.T, b *browser, name string) {
	for _, problem := range b.texts(outline) {
		t.Errorf("%s: %s", name, problem)
	}
	b.call("Accessibility.enable", nil)
	defer b.call("Accessibility.disable", nil) // it takes long at each change of a large page
	nodes := b.call("Accessibility.getFullAXTree", nil)["nodes"].([]any)
	count := make(map[string]int)
	for _, n := range nodes {
		node := n.(map[string]any)
		if role, ok := node["role"].(map[string]any); ok && node["ignored"] != true {
			count[fmt.Sprint(role["value"])]++
		}
	}
	for _, role := range []string{"banner", "navigation", "main", "contentinfo", "table", "columnheader", "rowheader", "article", "heading", "image"} {
		if count[role] == 0 && (role != "image" || b.eval(`document.querySelector("svg") !== null`) == true) {
			t.Errorf("%s: there is no %s in the accessibility tree: %v", name, role, count)
		}
	}
}

// outline lists links that lead nowhere, ids that are not unique, levels of
// headings that are left out, and boxes and pictures without a name.
const outline = `(() => {
	const problems = [];
	const ids = [...document.querySelectorAll("[id]")].map(e => e.id);
	if (new Set(ids).size !== ids.length) problems.push("ids are not unique");
	for (const a of document.querySelectorAll("a")) {
		if (!document.getElementById(a.getAttribute("href").slice(1))) problems.push("nothing is at " + a.outerHTML);
	}
	let level = 0;
	for (const h of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
		const n = Number(h.tagName[1]);
		if (n > level + 1) problems.push("a heading is too deep: " + h.outerHTML);
		level = n;
	}
	for (const e of document.querySelectorAll("[role=region]")) if (!e.getAttribute("aria-label")) problems.push("no name: " + e.className);
	for (const e of document.querySelectorAll("svg")) if (!e.querySelector("title").textContent || !e.querySelector("desc").textContent) problems.push("no words: " + e.id);
	for (const e of document.querySelectorAll("[aria-labelledby], [aria-describedby]"))
		for (const id of [e.getAttribute("aria-labelledby"), e.getAttribute("aria-describedby")])
			if (id && !document.getElementById(id)) problems.push("no element named " + id);
	return problems.slice(0, 5);
})()`
