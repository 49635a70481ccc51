// Live numbers: one stream per marked container; named numbers are replaced, and a broken stream says so.
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;

function replace(root, name, value) {
  for (const place of document.querySelectorAll(`[data-live-name="${CSS.escape(name)}"]`)) {
    if (place.textContent !== String(value)) place.textContent = value;
  }
  for (const shape of root.querySelectorAll(`[data-live-width="${CSS.escape(name)}"]`)) shape.setAttribute("width", `${value}%`);
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
  const open = () => {
    stream = new EventSource(root.dataset.live);
    stream.onopen = () => { wait = FIRST_WAIT; told(root, ""); };
    stream.onmessage = (event) => {
      const news = JSON.parse(event.data);
      if (news.reload) { stream.close(); return location.reload(); }
      if (news.end) return stream.close();
      for (const [name, value] of Object.entries(news)) replace(root, name, value);
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
