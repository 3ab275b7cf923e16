/* Works that look like what somebody is writing, while they type (submissions/includes/neighbours_live.html). */
(() => {
  "use strict";

  const WAIT = 900;
  const place = document.querySelector("[data-neighbours]");
  const fields = ["title", "summary"].map((name) => document.querySelector(`form [name="${name}"]`)).filter(Boolean);
  if (!place || !fields.length) return;
  let timer = 0;
  let asking = null;
  let asked = "";

  const ask = async () => {
    const words = new URLSearchParams(fields.map((field) => [field.name, field.value.slice(0, 600)])).toString();
    if (words === asked) return;
    asked = words;
    if (asking) asking.abort();
    asking = new AbortController();
    try {
      const response = await fetch(`${place.dataset.neighbours}?${words}`, { signal: asking.signal });
      if (response.ok && !response.redirected) place.innerHTML = await response.text();
    } catch {
      // Without a connection there is nothing to say here.
    }
  };

  for (const field of fields) {
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
  }
  ask();
})();
