// Turns each field name of the compose page into a button that writes it where the cursor stands.
for (const code of document.querySelectorAll("[data-insert]")) {
  const target = document.getElementById(code.dataset.insert);
  if (!target) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "insert";
  const written = code.textContent;
  button.textContent = code.dataset.insertWords ?? written;
  button.addEventListener("click", () => {
    target.setRangeText(written, target.selectionStart, target.selectionEnd, "end");
    target.focus();
    target.dispatchEvent(new Event("input", {bubbles: true}));
  });
  code.replaceChildren(button);
}
