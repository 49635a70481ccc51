// Keeps what is being written in this browser until it is sent; offers it back, and never puts it back unasked.
const PREFIX = "muster.draft.";
const AGE = 14 * 86400 * 1000;
const kept = (control) => control.name && !/^(hidden|password|file|submit|button)$/.test(control.type) && !control.hasAttribute("data-no-draft");
const read = (form) => Object.fromEntries([...form.elements].filter(kept).map((control) =>
  [`${control.name}\u0000${/^(checkbox|radio)$/.test(control.type) ? control.value : ""}`,
    /^(checkbox|radio)$/.test(control.type) ? control.checked : control.value]));

function write(form, values) {
  for (const control of [...form.elements].filter(kept)) {
    const box = /^(checkbox|radio)$/.test(control.type);
    const value = values[`${control.name}\u0000${box ? control.value : ""}`];
    if (value === undefined) continue;
    if (box) control.checked = value;
    else control.value = value;
  }
  form.dispatchEvent(new Event("input", {bubbles: true}));
}

function offer(form, key, draft) {
  const words = document.getElementById("draft-words");
  if (!words) return;
  const notice = words.content.firstElementChild.cloneNode(true);
  const time = new Intl.DateTimeFormat(document.documentElement.lang, {dateStyle: "medium", timeStyle: "short"});
  notice.querySelector("[data-when]").textContent = time.format(draft.at);
  notice.querySelector("[data-use]").addEventListener("click", () => { write(form, draft.values); notice.remove(); });
  notice.querySelector("[data-drop]").addEventListener("click", () => { localStorage.removeItem(key); notice.remove(); });
  form.prepend(notice);
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = PREFIX + form.dataset.draft;
  const start = JSON.stringify(read(form));
  let timer = 0;
  let draft = null;
  try { draft = JSON.parse(localStorage.getItem(key)); } catch { localStorage.removeItem(key); }
  if (draft && Date.now() - draft.at < AGE && JSON.stringify(draft.values) !== start) offer(form, key, draft);
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      try { localStorage.setItem(key, JSON.stringify({at: Date.now(), values: read(form)})); } catch { /* full or forbidden: writing goes on without it */ }
    }, 400);
  });
  form.addEventListener("submit", () => { clearTimeout(timer); localStorage.removeItem(key); });
}
