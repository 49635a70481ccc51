// A link with data-dialog opens near at hand what otherwise has a page of its own. Without script the page opens.
document.addEventListener("click", async (event) => {
  if (event.target.closest("[data-close]")) return event.target.closest("dialog")?.close();
  const opener = event.target.closest("a[data-dialog]");
  if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return undefined;
  const ready = opener.dataset.dialog && document.getElementById(opener.dataset.dialog);
  event.preventDefault();
  if (ready) return ready.showModal();
  try {
    const answer = await fetch(opener.href, {credentials: "same-origin"});
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return show(page.querySelector("[data-dialog-body]") ?? page.getElementById("main"));
  } catch {
    return location.assign(opener.href);
  }
});

function show(matter) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog dialog--wide";
  for (const part of matter.querySelectorAll(".top, .find, script")) part.remove();
  const head = matter.querySelector("h1");
  const title = document.createElement("h2");
  title.id = "dialog-head";
  title.textContent = head?.textContent ?? "";
  head?.replaceWith(title);
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.append(...matter.childNodes);
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  window.htmx?.process(dialog);
  dialog.showModal();
}

// A press on the ground beside a dialog closes it, like Escape.
document.addEventListener("click", (event) => {
  if (event.target.matches?.("dialog[open]")) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside && event.clientX + event.clientY > 0) event.target.close();
  }
});

// Only one menu is open, and Escape or a press elsewhere closes it.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.pop[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.pop[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
