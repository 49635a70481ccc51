// Choosing one more region, or one more audience to compare with, makes room for the next without a press of a button.
const builder = document.getElementById("builder");
builder?.addEventListener("change", (event) => {
  if (!event.target.matches("[data-step]") || !event.target.value) return;
  event.stopPropagation();
  builder.requestSubmit(builder.querySelector("button[value=show]"));
}, true);
for (const form of document.querySelectorAll("form[data-choosing]")) {
  form.addEventListener("change", (event) => { if (event.target.matches("[data-step]")) form.requestSubmit(); });
}
