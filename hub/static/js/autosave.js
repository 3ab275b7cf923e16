/* Saving a draft while somebody writes. Without this file the buttons of the form save.

   What is typed is first kept in this browser, and after a pause sent to the address in data-autosave. It is let go of
   here when the server has it; what a lost connection left behind is put back when the page opens again. One request
   at a time; a conflict is settled by the form itself, which shows both versions. */
(() => {
  "use strict";

  const PAUSE = 3000;
  const AGAIN = 15000;
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const status = form.querySelector("[data-autosave-status]");
  const words = status.dataset;
  const version = form.elements.version;
  const key = `hub-draft:${form.dataset.key}`;
  const SKIPPED = new Set(["csrfmiddlewaretoken", "version"]);

  let timer = 0;
  let isBusy = false;
  let isStopped = false;
  let saved = "";

  // --- What is typed, as pairs of name and value ---------------------------------------------------------

  const typed = () => JSON.stringify([...new FormData(form)].filter(([name, value]) => !SKIPPED.has(name) && typeof value === "string"));

  const keep = (values, isSent = false) => {
    try { localStorage.setItem(key, JSON.stringify({ version: version.value, values, isSent })); } catch { /* full, or not allowed */ }
  };
  const letGo = () => {
    try { localStorage.removeItem(key); } catch { /* not allowed */ }
  };
  const kept = () => {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  };

  const say = (text, tone = "") => {
    if (status.textContent !== text) status.textContent = text;
    status.classList.toggle("error", tone === "bad");
  };

  // --- Back after a lost connection ----------------------------------------------------------------------

  const controls = () => [...form.elements].filter((control) => control.name && !SKIPPED.has(control.name) && control.type !== "submit");

  const putBack = (values) => {
    const waiting = new Map();
    for (const [name, value] of values) waiting.set(name, [...(waiting.get(name) ?? []), value]);
    for (const control of controls()) {
      const own = waiting.get(control.name) ?? [];
      if (control.type === "checkbox" || control.type === "radio") control.checked = own.includes(control.value);
      else if (own.length) control.value = own.shift();
      control.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };

  // --- Sending ---------------------------------------------------------------------------------------------

  const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? form.elements.csrfmiddlewaretoken.value;

  const mark = (errors) => {
    for (const control of controls()) {
      const messages = errors[control.name];
      const next = control.closest(".field")?.querySelector("[data-autosave-error]");
      if (next && !messages) { next.remove(); control.removeAttribute("aria-invalid"); }
      if (!messages || control.type === "radio" || control.type === "checkbox") continue;
      const note = next ?? document.createElement("p");
      note.className = "error";
      note.dataset.autosaveError = "";
      note.textContent = messages.join(" ");
      control.setAttribute("aria-invalid", "true");
      if (!next) control.before(note);
    }
  };

  const answered = async (response, values) => {
    if (response.status === 429) return later(Number(response.headers.get("Retry-After") ?? 30) * 1000);
    if (response.status >= 500) return offline();
    if (!response.headers.get("Content-Type")?.startsWith("application/json")) {
      isStopped = true;
      return say(words.refused, "bad");
    }
    const answer = await response.json();
    if (!response.ok) {
      // 409: the buttons show both versions. 403 and 404: the words stay here, and in this browser.
      isStopped = response.status !== 403;
      return say(response.status === 409 ? `${answer.error} ${words.conflict}` : `${answer.error} ${words.refused}`, "bad");
    }
    version.value = answer.version;
    saved = values;
    mark(answer.errors);
    const count = Object.keys(answer.errors).length;
    // What could not be read is nowhere but here.
    if (count || typed() !== values) keep(JSON.parse(typed()));
    else letGo();
    const meter = document.querySelector("[data-meter]");
    if (meter) {
      meter.max = answer.total;
      meter.value = answer.done;
      const line = document.querySelector("[data-meter-words]");
      line.textContent = line.dataset.words.replace("{done}", answer.done).replace("{total}", answer.total);
      meter.setAttribute("aria-label", line.textContent);
    }
    say(count ? `${answer.saved} ${words.invalid}` : answer.saved, count ? "bad" : "");
    if (typed() !== values) later(PAUSE);
  };

  const offline = () => {
    say(words.offline, "bad");
    later(AGAIN);
  };

  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };

  const save = async ({ isLeaving = false } = {}) => {
    const values = typed();
    if (isStopped || isBusy || values === saved) return;
    isBusy = true;
    clearTimeout(timer);
    const body = new FormData(form);
    body.delete("csrfmiddlewaretoken");
    try {
      const response = await fetch(form.dataset.autosave, {
        method: "POST", body, keepalive: isLeaving, redirect: "error", headers: { "X-CSRFToken": token() },
      });
      isBusy = false;
      await answered(response, values);
    } catch {
      isBusy = false;
      offline();
    }
  };

  // --- When ------------------------------------------------------------------------------------------------

  const changed = () => {
    const values = typed();
    if (values === saved) return;
    keep(JSON.parse(values));
    later(PAUSE);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  addEventListener("online", () => save());
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save({ isLeaving: true }); });
  form.addEventListener("submit", () => {
    // The form itself saves now. Should it not arrive, the words are still here.
    keep(JSON.parse(typed()), true);
    isStopped = true;
    clearTimeout(timer);
  });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // --- Small helps: how long a text is, and the questions that belong to a choice ----------------------------

  for (const control of form.querySelectorAll("[data-limit]")) {
    const counter = document.createElement("p");
    counter.className = "small muted counter";
    const limit = Number(control.dataset.limit);
    const count = () => {
      const left = limit - control.value.length;
      counter.textContent = (left < 0 ? words.over : words.left).replace("{n}", Math.abs(left));
      counter.classList.toggle("error", left < 0);
      counter.hidden = left > limit / 2 && control.tagName !== "TEXTAREA";
    };
    control.after(counter);
    control.addEventListener("input", count);
    control.addEventListener("change", count);
    count();
  }

  for (const fold of form.querySelectorAll("details[data-opens-with]")) {
    const pairs = fold.dataset.opensWith.split(" ").map((pair) => pair.split("="));
    form.addEventListener("change", (event) => {
      if (pairs.some(([name, value]) => event.target.name === name && event.target.value === value)) fold.open = true;
    });
  }

  // --- What a lost connection left behind --------------------------------------------------------------------

  saved = typed();
  const before = kept();
  // Sent by a button, and the draft is another one since: it arrived.
  const isThere = before?.isSent && before.version !== version.value;
  if (before && !isThere && JSON.stringify(before.values) !== saved) {
    putBack(before.values);
    // The version that it was typed on: if somebody changed the same since, the server sees it.
    version.value = before.version;
    say(words.restored);
    later(PAUSE);
  } else {
    letGo();
  }
})();
