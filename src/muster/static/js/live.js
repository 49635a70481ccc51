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

async function refetch() {
  const answer = await fetch(location.href, {credentials: "same-origin"});
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const place of document.querySelectorAll("[data-live-fresh]")) {
    const fresh = page.getElementById(place.id);
    if (fresh) place.replaceChildren(...fresh.childNodes);
  }
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
      const news = JSON.parse(event.data);
      if (news.reload) { stream.close(); return location.reload(); }
      if (news.end) return stream.close();
      for (const [name, value] of Object.entries(news)) replace(root, name, value);
      if (news.mark && mark && news.mark !== mark) refetch();
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
