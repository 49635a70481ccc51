// What people do on this site, told to Muster. No cookie. Nothing is stored before muster.consent(true).
(() => {
  "use strict";
  const tag = document.currentScript, told = tag.dataset, kept = "muster-id";
  const door = new URL("/v1/batch", tag.src).href, silent = navigator.doNotTrack === "1" || navigator.globalPrivacyControl;
  const random = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
  // Storage may be closed to us; then an id lives as long as this page.
  const store = (f) => { try { return f(localStorage); } catch { return null; } };
  // Asked not to track, we neither read nor keep anything, and what was kept goes.
  if (silent) store((s) => s.removeItem(kept));
  let id = (!silent && store((s) => s.getItem(kept))) || random(), path = "", since = 0, seen = 0;

  const send = (type, more) => {
    if (silent || !told.key) return;
    const now = new Date().toISOString();
    const event = { type, anonymousId: id, messageId: random(), timestamp: now, ...more };
    const body = JSON.stringify({ writeKey: told.key, sentAt: now, batch: [event] });
    // Plain text needs no question beforehand and survives the end of the page.
    if (!navigator.sendBeacon || !navigator.sendBeacon(door, body))
      fetch(door, { method: "POST", body, keepalive: true, mode: "no-cors", credentials: "omit" }).catch(() => {});
  };
  const track = (event, properties = {}) => send("track", { event: String(event), properties });
  const search = (words) => { if (String(words).trim()) track("Search Made", { query: String(words).trim() }); };
  const identify = (traits = {}) => send("identify", { traits });

  // Only time in which the page can be seen counts.
  const visible = () => document.visibilityState === "visible";
  const count = () => { if (since) seen += performance.now() - since; since = visible() ? performance.now() : 0; };
  const leave = () => {
    count();
    const seconds = Math.round(seen / 1000);
    if (path && seconds) track("Page Read", { path, seconds });
    path = ""; seen = since = 0;
  };
  const page = () => {
    leave();
    path = location.pathname;
    count();
    // Without query and fragment, which may name a person.
    send("page", { properties: { path, title: document.title, url: location.origin + path } });
    const words = new URLSearchParams(location.search).get(told.search || "q");
    if (words) search(words);
  };
  // A click inside the site is a page view; only what leads off it, or to a file, is told, without its query.
  const click = (e) => {
    const a = e.target.closest?.("a[href]"), away = a && a.host !== location.host;
    if (a && /^http/.test(a.protocol) && (away || a.hasAttribute("download") || /\.(pdf|zip|docx?|xlsx?|csv|ics|mp[34])$/i.test(a.pathname)))
      track("Link Clicked", { href: (away ? a.origin : "") + a.pathname });
  };
  const consent = (yes) => {
    if (silent) return;
    if (yes) store((s) => s.setItem(kept, id));
    else { store((s) => s.removeItem(kept)); id = random(); }
  };

  document.addEventListener("visibilitychange", count);
  addEventListener("pagehide", leave);
  for (const one of ["click", "auxclick"]) document.addEventListener(one, click, true);
  addEventListener("pageshow", (e) => { if (e.persisted) page(); });
  const earlier = Array.isArray(window.muster) ? window.muster : [];
  window.muster = { consent, identify, page, search, track };
  page();
  for (const [name, ...rest] of earlier) window.muster[name]?.(...rest);
})();
