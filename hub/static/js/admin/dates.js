/* Dates that recur, in the editor: the fields that matter for what is chosen, and the resulting dates while one types.

   Without this file all fields are there, and a button shows the dates. */
(() => {
  "use strict";

  const PAUSE = 400;
  // Which fields say something for what is chosen under "Repeats".
  const SHOWN = {
    "": [],
    DAILY: ["interval", "months", "ends", "skipped", "added"],
    WEEKLY: ["interval", "weekdays", "months", "ends", "skipped", "added"],
    MONTHLY: ["interval", "weekdays", "nths", "month_days", "months", "ends", "skipped", "added"],
    YEARLY: ["interval", "weekdays", "nths", "month_days", "months", "ends", "skipped", "added"],
  };
  const FIELDS = [...SHOWN.YEARLY, "until", "count"];

  function start(root) {
    const { url, prefix } = root.dataset;
    const form = root.closest("form");
    const list = root.querySelector("[data-hub-dates-list]");
    const named = (name) => form.querySelector(`[name="${prefix}${name}"]`);
    const wrapper = (name) => {
      const field = name === "skipped" ? root : named(name);
      return field?.closest("ul.fields > li") ?? field?.closest("[data-field-wrapper]");
    };
    let timer = null;
    let asked = null;

    function arrange() {
      const shown = SHOWN[named("repeat").value] ?? [];
      const end = form.querySelector(`[name="${prefix}ends"]:checked`)?.value;
      for (const name of FIELDS) {
        const box = wrapper(name);
        if (box) box.hidden = !(shown.includes(name) || (shown.length && name === end));
      }
    }

    async function ask() {
      asked?.abort();
      asked = new AbortController();
      const sent = new FormData();
      for (const [name, value] of new FormData(form)) {
        if (name.startsWith(prefix) || name === "csrfmiddlewaretoken") sent.append(name, value);
      }
      try {
        const response = await fetch(url, {
          method: "POST",
          body: sent,
          headers: { "X-Requested-With": "XMLHttpRequest" },
          signal: asked.signal,
        });
        if (response.ok) list.innerHTML = await response.text();
      } catch (error) {
        if (error.name !== "AbortError") throw error;
      }
    }

    function changed(event) {
      if (!event.target.name?.startsWith(prefix) || list.contains(event.target)) return;
      arrange();
      clearTimeout(timer);
      if (named("repeat").value) timer = setTimeout(ask, PAUSE);
    }

    root.querySelector("[data-hub-dates-show]").hidden = true;
    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    arrange();
  }

  const startAll = () => document.querySelectorAll("[data-hub-dates]").forEach(start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startAll);
  else startAll();
})();
