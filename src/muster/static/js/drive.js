// A drive by itself: the latest gifts, a polite word at most every ten seconds, and the wall with its pause and keys.
// live.js replaces the figures; without script the page works by reloading.
const POLITE_EVERY = 10000;
const SCREENS = ["total", "code", "race", "thanks"];

const root = document.querySelector("[data-drive]");
const wall = root?.hasAttribute("data-wall") ? root : null;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let spoken = -POLITE_EVERY;
let waiting = 0;
let latest = null;
let paused = false;
let told = root?.dataset.screen ?? "";

function line(gift) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  name.translate = false;
  name.textContent = gift.name;
  item.append(name);
  if (gift.way) {
    const way = document.createElement("small");
    way.textContent = gift.way;
    item.append(" ", way);
  }
  const money = document.createElement("b");
  money.className = "nb";
  money.textContent = gift.money;
  item.append(" ", money);
  return item;
}

function show(news) {
  const list = root.querySelector("[data-gifts]");
  if (list && news.gifts) {
    list.replaceChildren(...news.gifts.map(line));
    root.querySelector("[data-no-gifts]")?.toggleAttribute("hidden", news.gifts.length > 0);
  }
  if (!calm.matches) {
    root.classList.remove("moved");
    requestAnimationFrame(() => root.classList.add("moved"));
  }
}

// Somebody who listens hears the newest, and never more than one thing in ten seconds.
function speak() {
  waiting = 0;
  spoken = performance.now();
  const place = root.querySelector("[data-polite]");
  if (place && latest) place.textContent = [latest.reached, latest.title, latest.people].filter(Boolean).join(". ");
}

function speakSoon() {
  const left = spoken + POLITE_EVERY - performance.now();
  if (left <= 0) speak();
  else if (!waiting) waiting = setTimeout(speak, left);
}

root?.addEventListener("live", (event) => {
  const news = event.detail;
  // Before, live and ended are pages of their own.
  if (news.state && news.state !== root.dataset.drive) { location.reload(); return; }
  latest = news;
  root.classList.remove("lost");
  show(news);
  speakSoon();
  // The control room turns all walls; whoever stands at one may turn it again.
  if (wall && news.screen !== told) { told = news.screen; turn(news.screen); }
});

function turn(screen) { wall.dataset.screen = screen; }

if (wall) {
  const button = wall.querySelector("[data-pause]");
  const pause = () => {
    paused = !paused;
    button.setAttribute("aria-pressed", String(paused));
    wall.toggleAttribute("data-live-paused", paused);
    wall.classList.toggle("paused", paused);
  };
  button.hidden = false;
  button.addEventListener("click", pause);
  addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (step) {
      const here = SCREENS.indexOf(wall.dataset.screen);
      turn(SCREENS[(here + step + SCREENS.length) % SCREENS.length]);
    } else if (event.key === " " && event.target !== button) {
      event.preventDefault();
      pause();
    }
  });
  // The last total stays, greyed, until the line is back.
  const state = wall.querySelector("[data-live-state]");
  if (state) new MutationObserver(() => wall.classList.toggle("lost", !state.hidden)).observe(state, {attributes: true});
}

// That somebody came through a link is counted by whoever opens the page, never by a machine that only fetches it.
if (root?.dataset.by && root.dataset.visits) {
  navigator.sendBeacon(root.dataset.visits, new URLSearchParams({by: root.dataset.by}));
}
