/* Suggestions under a search field while somebody types: the "editable combobox with list autocomplete" of the ARIA
   Authoring Practices, with manual selection. Without this file, and until something is chosen, the field is a field.

   What is offered comes from the address in data-suggest (search/suggestions.py). Every suggestion is a link; the
   arrow keys point at one, Enter follows it, and without one pointed at Enter sends what was typed. */
(() => {
  "use strict";

  const WAIT = 120;
  const LEAST = 2;
  const form = document.querySelector("form[data-suggest]");
  if (!form) return;
  const field = form.querySelector("input[type=search]");

  const make = (tag, attributes, text) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text) element.textContent = text;
    return element;
  };

  const list = make("div", { class: "suggest", id: "suggest", role: "listbox", "aria-label": form.dataset.suggestLabel, "data-hx-boost": "false" });
  const status = make("p", { class: "vh", role: "status" });
  list.hidden = true;
  form.append(list, status);
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "suggest" };
  for (const [name, value] of Object.entries(attributes)) field.setAttribute(name, value);

  let options = [];
  let pointed = -1;
  let timer = 0;
  let asking = null;
  // The words that the list on the page answers.
  let answered = "";

  const point = (number) => {
    if (options[pointed]) options[pointed].setAttribute("aria-selected", "false");
    pointed = number;
    const option = options[pointed];
    if (!option) {
      field.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  };

  const close = () => {
    point(-1);
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
  };

  const open = () => {
    if (!options.length) return;
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
  };

  const forget = () => {
    window.clearTimeout(timer);
    if (asking) asking.abort();
    close();
    options = [];
    answered = "";
    status.textContent = "";
  };

  const drawOption = ({ label, note, lang, url }, number) => {
    const option = make("a", { role: "option", id: `suggest-${number}`, href: url, tabindex: "-1", "aria-selected": "false" });
    option.append(make("span", lang ? { lang } : {}, label), make("span", { class: "num" }, note));
    return option;
  };

  const draw = ({ groups, message }) => {
    close();
    options = [];
    list.replaceChildren(
      ...groups.map((group, position) => {
        const name = `suggest-group-${position}`;
        const part = make("div", { role: "group", "aria-labelledby": name });
        part.append(make("div", { class: "suggest-group", id: name, role: "presentation" }, group.label));
        for (const option of group.options) {
          options.push(drawOption(option, options.length));
          part.append(options.at(-1));
        }
        return part;
      }),
    );
    open();
    status.textContent = message;
  };

  const ask = async (words) => {
    asking = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggest}?${new URLSearchParams({ q: words })}`, { signal: asking.signal });
      if (!answer.ok) return;
      const found = await answer.json();
      // Whoever has left the field, or has typed on, asked for something else.
      if (document.activeElement !== field || field.value.trim() !== words) return;
      answered = words;
      draw(found);
    } catch {
      // Typed on, gone to another page, or no network: a field without suggestions.
    }
  };

  const typed = () => {
    const words = field.value.trim();
    if (words === answered && options.length) {
      open();
      return;
    }
    forget();
    if (words.length >= LEAST) timer = window.setTimeout(ask, WAIT, words);
  };

  field.addEventListener("input", (event) => {
    // Half a word of an input method is no word yet; it says when it is (compositionend).
    if (!event.isComposing) typed();
  });
  field.addEventListener("compositionend", typed);
  field.addEventListener("blur", close);
  form.addEventListener("submit", forget);

  const move = (step) => {
    if (list.hidden) {
      open();
      if (list.hidden) {
        typed();
        return;
      }
    }
    // Past either end lies the field itself, then the other end.
    const places = options.length + 1;
    point(((pointed + 1 + step + places) % places) - 1);
  };

  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (event.altKey) {
        if (event.key === "ArrowDown") open();
        else close();
      } else {
        move(event.key === "ArrowDown" ? 1 : -1);
      }
    } else if (event.key === "Enter" && options[pointed]) {
      event.preventDefault();
      options[pointed].click();
    } else if (event.key === "Escape" && !list.hidden) {
      // Once closes the list; the field empties itself at the next.
      event.preventDefault();
      close();
    } else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(event.key)) {
      // Back in the field, where the key does what it always does.
      point(-1);
    }
  });

  // A press leaves the focus in the field, so that the list is still there when it is released.
  list.addEventListener("mousedown", (event) => event.preventDefault());

  // This file may arrive after the first letters.
  if (document.activeElement === field && field.value !== field.defaultValue) typed();
})();
