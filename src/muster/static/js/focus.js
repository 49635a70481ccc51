// The error summary takes the focus; its links go to the field itself. Also: one box ticks many, and a press goes only once.
const arrive = (root) => root.querySelector("[data-focus]")?.focus();
arrive(document);
document.addEventListener("htmx:load", (event) => arrive(event.detail.elt));

document.addEventListener("click", (event) => {
  const link = event.target.closest(".errors a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const control = field.matches("input, select, textarea") ? field : field.querySelector("input, select, textarea");
  (control ?? field).focus();
  field.scrollIntoView({block: "center"});
});

document.addEventListener("change", (event) => {
  const name = event.target.dataset?.selectAll;
  if (!name) return;
  for (const box of document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]`)) box.checked = event.target.checked;
});

// A form sent twice by an impatient double press is sent once; the button stays, and says it is at work.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
});
const reset = (form) => {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
};
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(reset));
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form[data-sent]");
  if (form) reset(form);
});
