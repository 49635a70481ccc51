// How many of a list are ticked, in words; the form works without.
const form = document.getElementById("chosen");
const told = form?.querySelector("[data-chosen]");
if (told) {
  const before = told.textContent;
  const all = form.elements.namedItem("all");
  const ticks = () => [...document.querySelectorAll("input[name=who]")];
  const show = () => {
    const count = ticks().filter((tick) => tick.checked).length;
    told.textContent = count ? told.dataset.chosen.replace("{n}", count) : before;
    for (const tick of ticks()) tick.disabled = all?.checked ?? false;
  };
  document.addEventListener("change", show);
  show();
}
