// Find or do (Mod+K): every place and action this page offers, by typing; Enter on nothing looks among people.
const dialog = document.getElementById("palette");
const input = document.getElementById("palette-find");
const list = document.getElementById("palette-list");
const none = dialog?.querySelector(".none");
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
let choices = [];
let at = 0;

function gather() {
  const seen = new Set();
  return [...document.querySelectorAll(".nav a[href], .lead .acts a[href], .lead .acts button, .top a.crumb")].flatMap((element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll("kbd, .n").forEach((part) => part.remove());
    const shown = copy.textContent.replace(/\s+/g, " ").trim();
    const key = element.dataset.key ?? "";
    if (!shown || seen.has(shown) || element.matches("[data-palette], .brand")) return [];
    seen.add(shown);
    return [{element, words: shown, key}];
  });
}

function draw() {
  const wanted = plain(input.value.trim());
  const found = choices.filter((choice) => plain(choice.words).includes(wanted));
  at = Math.min(at, Math.max(found.length - 1, 0));
  list.replaceChildren(...found.map((choice, index) => {
    const row = document.createElement("li");
    const link = document.createElement("a");
    row.setAttribute("role", "none");
    link.setAttribute("role", "option");
    link.id = `palette-${index}`;
    link.href = choice.element.href ?? "#";
    link.tabIndex = -1;
    link.setAttribute("aria-selected", String(index === at));
    link.append(choice.words);
    if (choice.key) {
      const sign = document.createElement("kbd");
      sign.textContent = choice.key;
      link.append(sign);
    }
    link.addEventListener("click", (event) => { event.preventDefault(); go(choice); });
    row.append(link);
    return row;
  }));
  none.hidden = found.length > 0;
  input.setAttribute("aria-activedescendant", found.length ? `palette-${at}` : "");
  document.getElementById(`palette-${at}`)?.scrollIntoView({block: "nearest"});
  return found;
}

function go(choice) {
  dialog.close();
  choice.element.click();
}

function open(event) {
  event.preventDefault();
  choices = gather();
  input.value = "";
  at = 0;
  draw();
  if (!dialog.open) dialog.showModal();
  input.focus();
}

if (dialog) {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "k") open(event);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-palette]") && !event.ctrlKey && !event.metaKey) open(event);
  });
  input.addEventListener("input", () => { at = 0; draw(); });
  input.addEventListener("keydown", (event) => {
    const found = draw();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      at = (at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % Math.max(found.length, 1);
      draw();
    } else if (event.key === "Enter") {
      event.preventDefault();
      const link = document.querySelector("[data-palette]");
      if (found[at]) go(found[at]);
      else if (link && input.value.trim()) location.assign(`${link.getAttribute("href")}?q=${encodeURIComponent(input.value.trim())}`);
    }
  });
}
