// Single-key shortcuts: whatever carries data-key. They never fire in a field, can be switched off, and “?” lists them.
// data-alt is the same with Alt held down, which fires in a field too, since no text needs it.
const STORE = "muster.keys";
const WAIT = 1200;
const dialog = document.getElementById("keys");
const toggle = document.getElementById("keys-on");
const on = () => localStorage.getItem(STORE) !== "off";
let pressed = [];
let timer = 0;

const visible = (element) => element.checkVisibility?.() ?? true;
const inField = (target) => target.closest?.("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]");
const alt = (code) => [...document.querySelectorAll("[data-alt]")].find((element) => `Key${element.dataset.alt}` === code && visible(element));
const find = (key, root = document) =>
  [...root.querySelectorAll("[data-key]")].find((element) => element.dataset.key === key && (visible(element) || element.closest(".nav")));

function act(element) {
  if (element.matches("input:not([type=checkbox], [type=radio]), textarea, select")) element.focus();
  else element.click();
}

// By the place of the key, since some keyboards write another sign while Alt is held.
function held(event) {
  const element = on() && !event.ctrlKey && !event.metaKey && alt(event.code);
  if (!element) return;
  event.preventDefault();
  act(element);
}

function chord(event) {
  const name = (event.shiftKey ? "Mod+Shift+" : "Mod+") + (event.key.length === 1 ? event.key.toUpperCase() : event.key);
  const form = event.target.closest?.("form");
  const element = (form && find(name, form)) || find(name);
  if (!element) return;
  event.preventDefault();
  act(element);
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.ctrlKey || event.metaKey) return chord(event);
  if (event.altKey) return held(event);
  if (inField(event.target) || !on()) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "?") return openHelp(event);
  if (event.key.length !== 1) return;
  clearTimeout(timer);
  timer = setTimeout(() => { pressed = []; }, WAIT);
  pressed = [...pressed, event.key].slice(-2);
  const element = find(pressed.join(" ")) ?? (pressed[0] === "g" && pressed.length === 2 ? null : find(event.key));
  if (element) {
    pressed = [];
    event.preventDefault();
    act(element);
  } else if (!walk(event)) {
    if (event.key !== "g") pressed = [];
  }
});

// j and k walk the links of a list marked data-rows.
function walk(event) {
  if (event.key === "x") return tick(event);
  const step = {j: 1, k: -1}[event.key];
  const list = step && document.querySelector("[data-rows]");
  if (!list) return false;
  const rows = [...list.querySelectorAll("li, tr")].map((row) => row.querySelector("a")).filter(Boolean);
  const now = rows.findIndex((link) => link.closest("li, tr").contains(document.activeElement));
  rows[Math.min(Math.max(now + step, 0), rows.length - 1)]?.focus();
  event.preventDefault();
  return true;
}

// x ticks the row one stands on, where rows can be ticked.
function tick(event) {
  const box = document.activeElement.closest?.("[data-rows] :is(li, tr)")?.querySelector("input[type=checkbox]");
  if (!box) return false;
  event.preventDefault();
  box.click();
  return true;
}

// What a link, button or field is called, without its key and its count.
function wordsOf(element) {
  const named = element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent;
  if (named) return named.trim();
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, .n").forEach((part) => part.remove());
  return copy.textContent.replace(/\s+/g, " ").trim();
}

function openHelp(event) {
  if (!dialog) return;
  event?.preventDefault();
  const seen = new Map();
  for (const element of document.querySelectorAll("[data-key]")) {
    const key = element.dataset.key + (element.dataset.alt ? `, Alt+${element.dataset.alt}` : "");
    if (!seen.has(key)) seen.set(key, wordsOf(element));
  }
  dialog.querySelector("dl").replaceChildren(...[...seen].map(([key, words]) => {
    const row = document.createElement("div");
    const name = document.createElement("dt");
    const value = document.createElement("dd");
    const sign = document.createElement("kbd");
    name.textContent = words;
    sign.textContent = key;
    value.append(sign);
    row.append(name, value);
    return row;
  }));
  toggle.checked = on();
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys-help]") && dialog) openHelp(event);
});
toggle?.addEventListener("change", () => localStorage.setItem(STORE, toggle.checked ? "on" : "off"));
