// The moderators' desk with the keyboard, and standard replies that are put into the text before it is sent.
// Everything works without this: links, check boxes, a form.

const KEPT = "desk-keys";
const table = document.querySelector("[data-desk]");
const toggle = document.querySelector("[data-keys]");

function isTyping(target) {
  return target instanceof Element && target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
}

function links() {
  return [...table.querySelectorAll("[data-row] th a")];
}

function rowOf(element) {
  return element instanceof Element ? element.closest("[data-row]") : null;
}

function move(step) {
  const all = links();
  const here = rowOf(document.activeElement);
  const at = all.findIndex((link) => rowOf(link) === here);
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
  all[next]?.focus();
}

function boxOf(row) {
  return row?.querySelector("input[name=submission]");
}

function assign(row) {
  const box = boxOf(row);
  if (!box) return;
  for (const other of table.querySelectorAll("input[name=submission]")) other.checked = other === box;
  const form = document.getElementById("bulk");
  form.querySelector("[data-act]").value = "assign-me";
  form.requestSubmit();
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  x: (row) => boxOf(row)?.click(),
  a: assign,
  "?": () => {
    const help = document.getElementById("keys");
    help.open = !help.open;
    if (help.open) help.querySelector("summary").focus();
  },
};

if (table && toggle) {
  toggle.checked = localStorage.getItem(KEPT) !== "off";
  toggle.addEventListener("change", () => localStorage.setItem(KEPT, toggle.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    const act = KEYS[event.key];
    if (!act || !toggle.checked || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    event.preventDefault();
    act(rowOf(document.activeElement));
  });
}

// A reply that was chosen becomes part of the text, where it can be changed; the choice goes back, so that it is not
// sent twice.
const canned = document.querySelector("[data-canned]");
const text = document.querySelector("[data-decide] textarea");
if (canned && text) {
  canned.addEventListener("change", () => {
    const words = canned.selectedOptions[0]?.dataset.text;
    if (!words) return;
    text.value = [text.value.trim(), words].filter(Boolean).join("\n\n");
    canned.value = "";
    text.focus();
  });
}
