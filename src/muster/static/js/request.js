// Every htmx request carries the page’s token; a refused or lost one is told in words, never silently.
const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] ??= token();
});
const say = (event) => {
  const region = document.getElementById("toasts");
  if (!region) return;
  const note = document.createElement("div");
  note.className = "toast";
  note.textContent = event.type === "htmx:sendError" ? region.dataset.lost : region.dataset.refused;
  region.replaceChildren(note);
};
document.addEventListener("htmx:sendError", say);
document.addEventListener("htmx:responseError", say);
// Answers with words about what must be mended are shown like any other answer.
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([409, 422].includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
