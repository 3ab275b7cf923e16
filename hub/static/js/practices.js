/* Best practices that somebody may mean, while they type (events/aftercare/practices.html). What is ticked stays. */
(() => {
  "use strict";

  const WAIT = 300;
  const place = document.querySelector("[data-practices]");
  const field = document.querySelector("[data-practices-question]");
  if (!place || !field) return;
  let timer = 0;
  let asking = null;

  const draw = (markup) => {
    const ticked = new Set([...place.querySelectorAll("input:checked")].map((box) => box.value));
    const found = new DOMParser().parseFromString(markup, "text/html").querySelectorAll("[data-found]");
    for (const label of place.querySelectorAll("label")) {
      if (!ticked.has(label.querySelector("input").value)) label.remove();
    }
    for (const label of found) {
      if (!ticked.has(label.querySelector("input").value)) place.append(document.importNode(label, true));
    }
  };

  const ask = async () => {
    if (asking) asking.abort();
    asking = new AbortController();
    try {
      const address = `${place.dataset.practices}?${new URLSearchParams({ q: field.value })}`;
      const response = await fetch(address, { signal: asking.signal });
      if (response.ok && !response.redirected) draw(await response.text());
    } catch {
      // Without a connection the button still finds them later.
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
})();
