// Live numbers: one stream per marked container; named numbers, widths and places are replaced, and a broken stream says so.
// A new mark means that something came which is not a number: the parts marked data-live-fresh are fetched again.
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;

const MOVES = {
  "live-x": (shape, value) => shape.setAttribute("x", `${value}%`),
  "live-width": (shape, value) => shape.setAttribute("width", `${value}%`),
  "live-line": (line, value) => { line.setAttribute("x1", `${value}%`); line.setAttribute("x2", `${value}%`); },
  "live-class": (place, value) => { place.setAttribute("class", value); },
  "live-label": (place, value) => place.setAttribute("aria-label", value),
  "live-hide": (place, value) => { place.hidden = value === "0"; },
};

function replace(root, name, value) {
  const named = CSS.escape(name);
  for (const place of document.querySelectorAll(`[data-live-name="${named}"]`)) {
    if (place.textContent !== String(value)) place.textContent = value;
  }
  for (const [what, move] of Object.entries(MOVES)) {
    for (const place of document.querySelectorAll(`[data-${what}="${named}"]`)) move(place, value);
  }
}

// However much comes, parts are renewed no more often than this.
const PARTS_EVERY = 5000;
let renewed = -PARTS_EVERY;
let waiting = 0;
function refetchSoon() {
  const left = renewed + PARTS_EVERY - performance.now();
  if (left <= 0) {
    renewed = performance.now();
    refetch();
  } else if (!waiting) {
    waiting = setTimeout(() => { waiting = 0; refetchSoon(); }, left);
  }
}

async function refetch() {
  const answer = await fetch(document.querySelector("[data-live-at]")?.dataset.liveAt ?? location.href, {credentials: "same-origin", headers: {"X-Live": "1"}});
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const place of document.querySelectorAll("[data-live-fresh]")) {
    const fresh = page.getElementById(place.id);
    if (fresh && !busy(place)) renew(place, fresh);
  }
}

// Whoever is choosing something in a part is not disturbed there; the next look renews it.
const busy = (place) => place.contains(document.activeElement) && document.activeElement.matches("select, textarea, input:not([type=checkbox])");

// Where one stood and what was ticked stays so, as far as it is still there.
function renew(place, fresh) {
  const here = place.contains(document.activeElement) ? document.activeElement : null;
  const link = here?.getAttribute("href");
  const ticked = new Set([...place.querySelectorAll("input[type=checkbox]:checked")].map((box) => box.value));
  place.replaceChildren(...fresh.childNodes);
  for (const box of place.querySelectorAll("input[type=checkbox]")) box.checked = ticked.has(box.value);
  const again = link && [...place.querySelectorAll("a")].find((one) => one.getAttribute("href") === link);
  (again ?? (here?.id && document.getElementById(here.id)))?.focus();
}

function told(root, text) {
  const place = root.querySelector("[data-live-state]");
  if (place) {
    place.textContent = text;
    place.hidden = !text;
  }
}

function follow(root) {
  let wait = FIRST_WAIT;
  let stream = null;
  let mark = "";
  const open = () => {
    stream = new EventSource(root.dataset.live);
    stream.onopen = () => { wait = FIRST_WAIT; told(root, ""); };
    stream.onmessage = (event) => {
      // Whoever paused a page keeps what it shows.
      if (root.hasAttribute("data-live-paused")) return undefined;
      const news = JSON.parse(event.data);
      if (news.reload) { stream.close(); return location.reload(); }
      if (news.end) return stream.close();
      for (const [name, value] of Object.entries(news)) replace(root, name, value);
      if (news.mark && mark && news.mark !== mark) refetchSoon();
      mark = news.mark;
      root.dispatchEvent(new CustomEvent("live", {bubbles: true, detail: news}));
      return undefined;
    };
    stream.onerror = () => {
      const place = root.querySelector("[data-live-state]");
      told(root, place?.dataset.liveState || "…");
      if (stream.readyState !== EventSource.CLOSED) return;
      setTimeout(open, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    };
  };
  open();
  addEventListener("pagehide", () => stream?.close());
  addEventListener("pageshow", (event) => { if (event.persisted) open(); });
}

document.querySelectorAll("[data-live]").forEach(follow);
