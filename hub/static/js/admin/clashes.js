/* Tells what is in the way of a date while it is picked: asks a moment after the last change, and drops the answer to an
   older question. Without this file a button opens the same answer in a new tab. */
(() => {
  "use strict";

  const PAUSE = 400;
  const DATE = /(^|-)(first_day|last_day|start_time|end_time|all_day|zone|venue)$/;
  const ABOUT = ["title", "building_blocks", "application_areas", "audiences", "csrfmiddlewaretoken"];
  const waiting = new WeakMap();

  const isAsked = (name) => DATE.test(name) || ABOUT.includes(name);

  async function ask(form, region) {
    const last = waiting.get(region);
    last?.abort.abort();
    const abort = new AbortController();
    waiting.set(region, { abort });
    const body = new FormData();
    for (const [name, value] of new FormData(form)) if (isAsked(name)) body.append(name, value);
    try {
      const response = await fetch(region.dataset.hubCheck, { method: "POST", body, signal: abort.signal });
      if (response.ok && !response.redirected) region.innerHTML = await response.text();
    } catch (error) {
      if (error.name !== "AbortError") region.replaceChildren();
    }
  }

  function askSoon(event) {
    const form = event.target.form;
    const region = form?.querySelector("[data-hub-check]");
    if (!region || !isAsked(event.target.name ?? "") || event.target.name === "title") return;
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(() => ask(form, region), PAUSE));
  }

  document.addEventListener("input", askSoon);
  document.addEventListener("change", askSoon);

  document.addEventListener("click", (event) => {
    const form = event.target.closest("form");
    const region = form?.querySelector("[data-hub-check]");
    if (!region) return;
    if (event.target.closest("[data-hub-check-button]")) {
      ask(form, region);
      return;
    }
    const slot = event.target.closest("[data-hub-slot]");
    if (slot) {
      event.preventDefault();
      fill(form, slot.dataset);
    }
  });

  function fill(form, { first, last }) {
    const fields = [...form.elements].filter((field) => /(^|-)(first|last)_day$/.test(field.name));
    for (const field of fields) {
      const isFirst = field.name.endsWith("first_day");
      // An empty last day means: the same day.
      field.value = isFirst ? first : first === last ? "" : last;
      for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
    }
    fields[0]?.focus();
  }

  for (const button of document.querySelectorAll("[data-hub-check-button]")) button.hidden = false;
})();
