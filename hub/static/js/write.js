/* Buttons above a text area in which somebody writes Markdown (home/widgets/markdown.html). They type what can be typed
   without them. Control or Command with B, I and K do the same. */
(() => {
  "use strict";

  const AROUND = { bold: "**", italic: "*" };
  const BEFORE = { heading: "## ", small: "### ", list: "- ", numbers: "1. ", quote: "> " };
  const KEYS = { b: "bold", i: "italic", k: "link" };

  // Typed like somebody would, so that undo works and whoever listens for input hears it.
  const type = (field, start, end, text, from, to) => {
    field.focus();
    field.setSelectionRange(start, end);
    if (!document.execCommand("insertText", false, text)) {
      field.setRangeText(text, start, end, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    field.setSelectionRange(start + from, start + to);
  };

  const around = (field, mark) => {
    const { selectionStart: start, selectionEnd: end, value } = field;
    const size = mark.length;
    const chosen = value.slice(start, end);
    if (value.slice(start - size, start) === mark && value.slice(end, end + size) === mark) {
      type(field, start - size, end + size, chosen, 0, chosen.length);
    } else {
      type(field, start, end, mark + chosen + mark, size, size + chosen.length);
    }
  };

  const before = (field, mark) => {
    const { selectionStart, selectionEnd, value } = field;
    const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const next = value.indexOf("\n", selectionEnd);
    const end = next < 0 ? value.length : next;
    const lines = value.slice(start, end).split("\n");
    const has = lines.every((line) => line.startsWith(mark));
    // A block begins after an empty line.
    const gap = has || start === 0 || value.slice(0, start).endsWith("\n\n") ? "" : "\n";
    const text = gap + lines.map((line) => (has ? line.slice(mark.length) : mark + line)).join("\n");
    type(field, start, end, text, text.length, text.length);
  };

  const link = (field, words) => {
    const { selectionStart: start, selectionEnd: end, value } = field;
    const chosen = value.slice(start, end) || words;
    type(field, start, end, `[${chosen}](https://)`, chosen.length + 3, chosen.length + 11);
  };

  const insert = (field, text) => {
    const { selectionEnd: end, value } = field;
    const typed = (end === 0 || value.slice(0, end).endsWith("\n\n") ? "" : "\n\n") + text + "\n";
    const inside = text.startsWith("![") ? typed.indexOf("![") + 2 : typed.length;
    type(field, end, end, typed, inside, inside);
  };

  const mark = (field, kind, words) => {
    if (AROUND[kind]) around(field, AROUND[kind]);
    else if (BEFORE[kind]) before(field, BEFORE[kind]);
    else link(field, words);
  };

  const show = () => document.querySelectorAll("[data-write] [hidden]").forEach((element) => { element.hidden = false; });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-write] button");
    if (!button) return;
    const field = button.closest("[data-write]").querySelector("textarea");
    if (button.dataset.insert) insert(field, button.dataset.insert);
    else mark(field, button.dataset.mark, button.dataset.words);
  });
  document.addEventListener("keydown", (event) => {
    const kind = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && KEYS[event.key.toLowerCase()];
    const box = kind && event.target.matches("textarea") && event.target.closest("[data-write]");
    if (!box) return;
    event.preventDefault();
    mark(event.target, kind, box.querySelector("[data-words]").dataset.words);
  });
  document.addEventListener("htmx:load", show);
  show();
})();
