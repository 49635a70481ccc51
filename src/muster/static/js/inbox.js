// The inbox: a thread opens at its end, says who else is here, counts down what can be taken back, and hears what comes.
const EVERY = 12000;
const log = document.querySelector(".thread > .log");
const thread = document.querySelector("[data-present]");
const news = document.getElementById("inbox-news");
const box = document.getElementById("id_text");
const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";

const atEnd = () => log && log.scrollHeight - log.scrollTop - log.clientHeight < 80;
const toEnd = () => { if (log) log.scrollTop = log.scrollHeight; };
if (log && !location.hash.startsWith("#entry-")) toEnd();

// Still here: told while the page is in sight, and whether something is being written.
const start = box?.value ?? "";
function present() {
  if (document.hidden || !thread || !token()) return;
  const writing = box && box.value.trim() && box.value !== start ? "1" : "0";
  const body = new URLSearchParams({writing, csrfmiddlewaretoken: token()});
  fetch(thread.dataset.present, {method: "POST", body, credentials: "same-origin"}).catch(() => {});
}
if (thread) setInterval(present, EVERY);
let said = false;
box?.addEventListener("input", () => { if (!said) { said = true; present(); } });

// What can be taken back counts down; without script the button says ten seconds and the server keeps the time.
function count() {
  for (const form of document.querySelectorAll("[data-undo]")) {
    const left = Math.ceil((new Date(form.dataset.undo) - Date.now()) / 1000);
    const words = form.querySelector("[data-undo-left]");
    if (left <= 0) form.remove();
    else if (left <= 10) words.textContent = `${left} s`;
  }
}
setInterval(count, 500);
count();

// What came is read out once, politely; whoever reads at the end stays at the end.
let newest = 0;
document.addEventListener("live", (event) => {
  const told = event.detail;
  const number = Number(told.newest || 0);
  if (newest && number > newest && news && told.news) news.textContent = told.news;
  newest = number || newest;
});
if (log) {
  let end = atEnd();
  log.addEventListener("scroll", () => { end = atEnd(); }, {passive: true});
  new MutationObserver(() => { if (end) toEnd(); count(); }).observe(log, {childList: true});
}

// “s” opens what puts off, with the choice under the fingers; Escape shuts it.
for (const pop of document.querySelectorAll(".thread > .hd details.pop")) {
  pop.addEventListener("toggle", () => { if (pop.open) pop.querySelector("select, input:not([type=hidden])")?.focus(); });
  pop.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !pop.open) return;
    pop.open = false;
    pop.querySelector("summary").focus();
  });
}


// How many signs are left for an answer on a network; without script the limit stands there in words.
for (const told of document.querySelectorAll("[data-count]")) {
  const text = document.getElementById(told.dataset.count);
  const signs = new Intl.Segmenter();
  const link = Number(told.dataset.link);
  const count = () => {
    const words = link ? text.value.replace(/https?:\/\/\S+/g, "x".repeat(link)) : text.value;
    const left = Number(told.dataset.room) - [...signs.segment(words.trim())].length;
    told.textContent = (left < 0 ? told.dataset.over : told.dataset.left).replace("{n}", String(Math.abs(left)));
    told.classList.toggle("c-warn", left < 0);
    told.classList.toggle("mute", left >= 0);
  };
  if (text) {
    text.addEventListener("input", count);
    count();
  }
}
