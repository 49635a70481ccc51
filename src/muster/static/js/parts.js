// Counts the parts of a text message while it is written; the preview beside it, printed by the server, stays the truth.
const SINGLE = {gsm: 160, wide: 70};
const PART = {gsm: 153, wide: 67};

// The same counting as channels/kinds/sms/gsm.py: a pair of places is never parted between two messages.
function count(widths, kind) {
  const used = widths.reduce((sum, width) => sum + width, 0);
  if (used <= SINGLE[kind]) return {used, parts: used ? 1 : 0, left: SINGLE[kind] - used};
  let parts = 1;
  let left = PART[kind];
  for (const width of widths) {
    if (width > left) { parts += 1; left = PART[kind]; }
    left -= width;
  }
  return {used, parts, left};
}

function measure(text, alphabet) {
  const width = (sign) => alphabet.basic.has(sign) ? 1 : alphabet.extension.has(sign) ? 2 : 0;
  const plain = [...text].map((sign) => alphabet.alike[sign] ?? sign).join("");
  const signs = [...plain].every(width) ? [...plain] : [...text];
  const costly = [...new Set(signs.filter((sign) => !width(sign)))];
  if (!costly.length) return {...count(signs.map(width), "gsm"), costly};
  return {...count(signs.map((sign) => sign.codePointAt(0) > 0xffff ? 2 : 1), "wide"), costly};
}

// A personal value counts as its example, a condition as if it held; who reads what is for the preview.
const filled = (text, examples) => text
  .replace(/\{\{\s*(\w+)[^}]*\}\}/g, (_all, name) => examples[name] ?? "")
  .replace(/\{%[^%]*%\}/g, "");

for (const meter of document.querySelectorAll("[data-parts-of]")) {
  const field = document.getElementById(meter.dataset.partsOf);
  if (!field) continue;
  const told = meter.dataset;
  const alphabet = {basic: new Set(told.basic), extension: new Set(told.extension), alike: JSON.parse(told.alike)};
  const examples = JSON.parse(told.examples);
  const show = () => {
    const text = filled(field.value.trim(), examples);
    const named = told.name && text.toLowerCase().includes(told.name.toLowerCase());
    const before = named ? told.before.replace(`${told.name}: `, "") : told.before;
    const found = measure(before + text + told.after, alphabet);
    for (const name of ["used", "parts", "left"]) meter.querySelector(`[data-part="${name}"]`).textContent = found[name];
    const costly = meter.querySelector("[data-part=costly]");
    costly.hidden = !found.costly.length;
    costly.querySelector("b").textContent = found.costly.slice(0, 12).join(" ");
  };
  field.addEventListener("input", show);
  meter.hidden = false;
  show();
}
