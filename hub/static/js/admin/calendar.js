/* The editors' calendar: a date is taken up with the pointer or the keyboard and put down elsewhere.

   Nothing is written here: putting down fetches the form that moves the date, which asks what there is to ask and is sent
   like any form. What the page can do without this file, it does with links and that form. */
(() => {
  "use strict";

  const root = document.querySelector("[data-hub-calendar]");
  if (!root) return;
  const grid = root.querySelector("[data-hub-grid]");
  const said = root.querySelector("[data-hub-said]");
  const dialog = root.querySelector("[data-hub-dialog]");
  const isWeek = grid?.dataset.hubGrid === "week";
  const QUARTER = 15;
  const FAR_ENOUGH = 6;
  const DAY_MINUTES = 24 * 60;
  const DAY = DAY_MINUTES * 60 * 1000;

  let pressed = null; // a pointer is down on a date, and may still be a click
  let held = null; // a date was taken up: { item, from, day, time, cell }; "from" is the cell that it was taken up in

  const say = (text, words = {}) => {
    said.textContent = Object.entries(words).reduce((all, [name, word]) => all.replace(`[${name}]`, word), text);
  };
  const summaryOf = (item) => item.querySelector("summary");
  const cellOf = (day, hour) => {
    const own = hour === undefined ? `[data-day="${day}"]` : `[data-day="${day}"][data-hour="${hour}"]`;
    return grid.querySelector(`td${own}`);
  };

  const daysLater = (day, number) => new Date(Date.parse(day) + number * DAY).toISOString().slice(0, 10);

  /* --- Taking up, and where it would go ------------------------------------------------------------------ */

  function take(item) {
    const from = item.closest("td").dataset.day;
    held = { item, from, day: item.dataset.day, time: item.dataset.time, cell: null };
    item.open = false;
    item.classList.add("is-held");
  }

  function leave() {
    if (!held) return;
    const { item } = held;
    release();
    say(root.dataset.left, { title: item.dataset.title });
  }

  function release() {
    held.item.classList.remove("is-held");
    held.cell?.classList.remove("is-target");
    held = null;
  }

  function aim(cell, day, time) {
    held.cell?.classList.remove("is-target");
    cell?.classList.add("is-target");
    Object.assign(held, { cell, day, time });
  }

  function nameOfDay(day) {
    const cell = grid.querySelector(`td[data-day="${day}"]`);
    if (cell) return cell.dataset.name;
    const options = { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" };
    const name = new Date(`${day}T00:00Z`).toLocaleDateString(document.documentElement.lang, options);
    return root.dataset.outside.replace("[day]", name);
  }

  async function putDown() {
    const { item, day, time } = held;
    if (day === item.dataset.day && time === item.dataset.time) return leave();
    release();
    const asked = new URLSearchParams({ part: "", day, back: root.dataset.here });
    if (time && isWeek) asked.set("time", time);
    await ask(`${item.dataset.move}?${asked}`, item);
  }

  /* --- The form in a dialogue ----------------------------------------------------------------------------- */

  async function ask(address, item) {
    try {
      const response = await fetch(address, { credentials: "same-origin" });
      if (!response.ok || response.redirected) throw new Error(response.status);
      dialog.innerHTML = await response.text();
    } catch {
      dialog.textContent = root.dataset.failed;
    }
    const form = dialog.querySelector("form");
    if (form && "hubQuiet" in form.dataset) return form.requestSubmit();
    if (!dialog.open) dialog.showModal();
    dialog.querySelector('[name="reason"], [type="submit"], button')?.focus();
    dialog.onclose = () => item && summaryOf(item)?.focus();
  }

  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-hub-close]") || event.target === dialog) {
      event.preventDefault();
      dialog.close();
    }
  });

  /* --- The pointer ---------------------------------------------------------------------------------------- */

  root.addEventListener("pointerdown", (event) => {
    const summary = event.target.closest("[data-move] > summary");
    // A finger scrolls the page, unless it is on the handle.
    const isHandle = event.target.closest(".hub-date__handle");
    if (!summary || !grid || event.button !== 0 || (event.pointerType === "touch" && !isHandle)) return;
    const item = summary.parentElement;
    pressed = { item, x: event.clientX, y: event.clientY, top: event.clientY - item.getBoundingClientRect().top };
  });

  document.addEventListener("pointermove", (event) => {
    if (!pressed) return;
    if (!held) {
      if (Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < FAR_ENOUGH) return;
      take(pressed.item);
    }
    event.preventDefault();
    // In the week the top of the date says when it begins, wherever it is held.
    const y = isWeek && held.item.dataset.time ? event.clientY - pressed.top + 1 : event.clientY;
    const cell = document.elementsFromPoint(event.clientX, y).find((element) => element.matches("td[data-day]"));
    if (!cell || !grid.contains(cell)) return aim(null, held.item.dataset.day, held.item.dataset.time);
    // A bar that is taken up in a later week goes as many days further as it is dragged.
    const days = (Date.parse(cell.dataset.day) - Date.parse(held.from)) / DAY;
    aim(cell, daysLater(held.item.dataset.day, days), timeIn(cell, y));
  });

  function timeIn(cell, y) {
    if (!cell.dataset.hour || !held.item.dataset.time) return held.item.dataset.time;
    const box = cell.getBoundingClientRect();
    const quarter = Math.min(3, Math.max(0, Math.floor(((y - box.top) / box.height) * 4)));
    return `${cell.dataset.hour.padStart(2, "0")}:${String(quarter * QUARTER).padStart(2, "0")}`;
  }

  document.addEventListener("pointerup", () => {
    const wasDragged = pressed && held;
    pressed = null;
    if (!wasDragged) return;
    // The click that follows would open the menu.
    document.addEventListener("click", (event) => event.preventDefault(), { capture: true, once: true });
    setTimeout(() => putDown());
  });

  document.addEventListener("pointercancel", () => {
    pressed = null;
    leave();
  });
  root.addEventListener("dragstart", (event) => event.preventDefault());

  /* --- The keyboard --------------------------------------------------------------------------------------- */

  root.addEventListener("click", (event) => {
    const link = event.target.closest("[data-hub-take]");
    if (!link || !grid) return;
    event.preventDefault();
    const item = link.closest("[data-move]");
    take(item);
    aim(cellOf(held.day), held.day, held.time);
    summaryOf(item).focus();
    say(isWeek ? root.dataset.takenWeek : root.dataset.taken, { title: item.dataset.title });
  });

  const STEPS = isWeek
    ? { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -QUARTER], ArrowDown: [0, QUARTER] }
    : { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [-7, 0], ArrowDown: [7, 0] };
  Object.assign(STEPS, { PageUp: [-7, 0], PageDown: [7, 0] });

  document.addEventListener("keydown", (event) => {
    if (held) return whileHeld(event);
    if (event.key === "Escape") {
      const open = root.querySelector("details.hub-date[open]");
      if (open) {
        open.open = false;
        summaryOf(open).focus();
      }
    }
    const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !isTyping) {
      const undo = root.querySelector("[data-hub-undo]");
      if (undo && !dialog.open) {
        event.preventDefault();
        undo.requestSubmit();
      }
    }
  });

  function whileHeld(event) {
    const step = STEPS[event.key];
    if (step) move(...step);
    else if (event.key === "Enter" || event.key === " ") putDown();
    else if (event.key === "Escape" || event.key === "Tab") leave();
    else return;
    if (event.key !== "Tab") event.preventDefault();
  }

  function move(days, minutes) {
    const key = daysLater(held.day, days);
    let { time } = held;
    if (time && minutes) {
      const [hours, rest] = time.split(":").map(Number);
      const now = Math.min(DAY_MINUTES - QUARTER, Math.max(0, hours * 60 + rest + minutes));
      time = [Math.floor(now / 60), now % 60].map((number) => String(number).padStart(2, "0")).join(":");
    }
    const hour = isWeek && time ? String(Number(time.slice(0, 2))) : undefined;
    aim(cellOf(key, hour), key, time);
    say(isWeek && time ? `${nameOfDay(key)}, ${time}` : nameOfDay(key));
  }

  document.addEventListener("click", (event) => {
    for (const open of root.querySelectorAll("details.hub-date[open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });
})();
