// A thread opens at its end, where the latest message stands; without script it opens at its beginning.
const log = document.querySelector(".thread > .log");
if (log && !location.hash.startsWith("#entry-")) log.scrollTop = log.scrollHeight;
