// Find or do (Mod+K): every place and action of this page by typing, then people, threads, broadcasts and pages from the server.
const dialog = document.getElementById("palette");
const input = document.getElementById("palette-find");
const list = document.getElementById("palette-list");
const none = dialog?.querySelector(".none");
const opener = document.querySelector("[data-palette]");
const WAIT = 150;
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
let choices = [];
let groups = [];
let shown = [];
let at = 0;
let timer = 0;
let asking = null;

function gather() {
  const seen = new Set();
  return [...document.querySelectorAll(".nav a[href], .lead .acts a[href], .lead .acts button, .top a.crumb")].flatMap((element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll("kbd, .n").forEach((part) => part.remove());
    const words = copy.textContent.replace(/\s+/g, " ").trim();
    const key = element.dataset.key ?? "";
    if (!words || seen.has(words) || element.matches("[data-palette], .brand")) return [];
    seen.add(words);
    return [{element, words, key, url: element.href ?? "#"}];
  });
}

const written = () => input.value.trim();
const everything = () => `${opener.getAttribute("href")}?q=${encodeURIComponent(written())}`;

// Headings, lines and the way to all of it; only lines can be chosen.
function rows() {
  const here = choices.filter((choice) => plain(choice.words).includes(plain(written())));
  const known = new Set(here.map((choice) => choice.url));
  const there = groups.flatMap((group) => {
    const lines = group.lines.filter((line) => !known.has(new URL(line.url, location.href).href));
    const detail = (line) => [line.state_words, line.reason, line.detail].filter(Boolean).join(", ");
    return lines.length ? [{heading: group.title}, ...lines.map((line) => ({words: line.title, detail: detail(line), url: line.url}))] : [];
  });
  return [...here, ...there, ...(there.length ? [{words: dialog.dataset.all, url: everything()}] : [])];
}

function part(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function line(choice, index) {
  const row = document.createElement("li");
  if (choice.heading) {
    row.setAttribute("role", "presentation");
    row.append(part("b", "kind", choice.heading));
    return row;
  }
  const link = document.createElement("a");
  row.setAttribute("role", "none");
  link.setAttribute("role", "option");
  link.id = `palette-${index}`;
  link.href = choice.url;
  link.tabIndex = -1;
  link.setAttribute("aria-selected", String(shown.indexOf(choice) === at));
  link.append(part("span", "", choice.words));
  if (choice.detail) link.append(part("small", "mute", choice.detail));
  if (choice.key) link.append(part("kbd", "", choice.key));
  link.addEventListener("click", (event) => { event.preventDefault(); go(choice); });
  row.append(link);
  return row;
}

function draw() {
  const all = rows();
  shown = all.filter((choice) => !choice.heading);
  at = Math.min(at, Math.max(shown.length - 1, 0));
  list.replaceChildren(...all.map(line));
  none.hidden = shown.length > 0 || Boolean(asking);
  const here = list.querySelector("[aria-selected=true]");
  input.setAttribute("aria-activedescendant", here?.id ?? "");
  here?.scrollIntoView({block: "nearest"});
}

// The last question wins; a slow answer to an older one is thrown away.
async function ask() {
  asking?.abort();
  asking = null;
  if (written().length < 2) { groups = []; return draw(); }
  const mine = new AbortController();
  asking = mine;
  try {
    const answer = await fetch(`${opener.dataset.lines}?q=${encodeURIComponent(written())}`, {signal: mine.signal, credentials: "same-origin"});
    if (asking !== mine) return;
    groups = answer.ok && !answer.redirected ? (await answer.json()).groups : [];
  } catch { if (asking !== mine) return; groups = []; }
  if (asking === mine) asking = null;
  draw();
}

function go(choice) {
  dialog.close();
  if (choice.element) choice.element.click();
  else location.assign(choice.url);
}

function open(event) {
  event.preventDefault();
  choices = gather();
  groups = [];
  input.value = "";
  at = 0;
  draw();
  if (!dialog.open) dialog.showModal();
  input.focus();
}

if (dialog && opener) {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "k") open(event);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-palette]") && !event.ctrlKey && !event.metaKey) open(event);
  });
  input.addEventListener("input", () => {
    at = 0;
    draw();
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      at = (at + (event.key === "ArrowDown" ? 1 : -1) + shown.length) % Math.max(shown.length, 1);
      draw();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (shown[at]) go(shown[at]);
      else if (written()) location.assign(everything());
    }
  });
}
