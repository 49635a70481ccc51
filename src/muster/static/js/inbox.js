// A thread opens at its end, where the latest message stands; without script it opens at its beginning.
const log = document.querySelector(".thread > .log");
if (log && !location.hash.startsWith("#entry-")) log.scrollTop = log.scrollHeight;

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
