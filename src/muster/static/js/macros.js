// Kept answers: “/” at the beginning of a word in the answer box opens a list of them; the select beside it works without this.
const choice = document.querySelector("select[data-macros]");
const box = document.getElementById("id_text");
const button = document.querySelector("[data-macro-insert]");

function put(option, from = box.selectionStart, to = box.selectionEnd) {
  box.setRangeText(option.dataset.text, from, to, "end");
  box.dispatchEvent(new Event("input", {bubbles: true}));
  box.focus();
}

if (choice && box) {
  const list = document.createElement("ul");
  list.className = "menu macros";
  list.id = "macro-list";
  list.role = "listbox";
  list.ariaLabel = choice.labels[0].textContent;
  list.hidden = true;
  box.after(list);
  box.setAttribute("aria-controls", list.id);
  let begin = -1;
  let at = 0;

  const options = () => [...list.children];
  const close = () => { list.hidden = true; begin = -1; box.removeAttribute("aria-activedescendant"); };
  const point = (to) => {
    const rows = options();
    if (!rows.length) return;
    at = (to + rows.length) % rows.length;
    rows.forEach((row, place) => row.setAttribute("aria-selected", place === at));
    box.setAttribute("aria-activedescendant", rows[at].id);
    rows[at].scrollIntoView({block: "nearest"});
  };
  const take = () => {
    const option = choice.querySelector(`option[value="${CSS.escape(options()[at]?.dataset.value ?? "")}"]`);
    const from = begin;
    const to = box.selectionStart;
    close();
    if (option) put(option, from, to);
  };
  const show = () => {
    const typed = box.value.slice(begin + 1, box.selectionStart).toLowerCase();
    if (box.selectionStart <= begin || /\n/.test(typed)) return close();
    const fitting = [...choice.options].filter((one) => one.textContent.toLowerCase().includes(typed));
    list.replaceChildren(...fitting.map((one) => {
      const row = document.createElement("li");
      row.role = "option";
      row.id = `macro-${one.value}`;
      row.dataset.value = one.value;
      row.textContent = one.textContent;
      row.addEventListener("mousedown", (event) => { event.preventDefault(); at = options().indexOf(row); take(); });
      return row;
    }));
    list.hidden = !fitting.length;
    if (fitting.length) point(0);
    return undefined;
  };

  box.addEventListener("input", (event) => {
    const before = box.value[box.selectionStart - 2] ?? "\n";
    if (event.data === "/" && /\s/.test(before)) begin = box.selectionStart - 1;
    if (begin >= 0) show();
  });
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const does = {ArrowDown: () => point(at + 1), ArrowUp: () => point(at - 1), Enter: take, Tab: take, Escape: close}[event.key];
    if (!does || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    does();
  });
  box.addEventListener("blur", close);
  button.addEventListener("click", (event) => {
    event.preventDefault();
    put(choice.selectedOptions[0]);
  });
}
