/* Makes searching instant where there is room for it. Without this file every form and link still works.

   htmx, fetched when somebody is about to choose something, asks for the part that changes and takes it into the page
   (attributes in search/search.html, the parts in search/partials.py). Here: a box ticked in the filters applies at
   once on wide screens, and is counted on small ones; open groups stay open; the number of results is said once:
   focus goes to the heading, or stays on the box and the heading is announced. Long facets get a field that filters
   them. Lists of works have the filters without htmx. */
(() => {
  "use strict";

  const REGION = "search-region";
  const COUNT = "search-count";
  const { htmx: htmxUrl, suggest: suggestUrl } = document.currentScript.dataset;
  const wide = window.matchMedia("(min-width: 64rem)");
  const byId = (id) => document.getElementById(id);
  let openGroups = new Map();
  let typedIn = new Map();
  let stays = false;
  let counting = null;

  // --- What is fetched when it is needed ---------------------------------------------------------------------

  const complete = new Promise((resolve) => {
    if (document.readyState === "complete") resolve();
    else window.addEventListener("load", resolve, { once: true });
  });
  const loaded = new Map();

  const load = (url) => {
    if (!loaded.has(url)) {
      // htmx looks at the page when it starts, and only in a document that is complete or still to come.
      const script = document.createElement("script");
      script.src = url;
      const done = new Promise((resolve) => {
        script.addEventListener("load", resolve);
        script.addEventListener("error", resolve);
      });
      loaded.set(url, complete.then(() => document.head.append(script)).then(() => done));
    }
    return loaded.get(url);
  };

  if (htmxUrl) {
    for (const sign of ["pointerover", "touchstart", "focusin"]) {
      document.addEventListener(sign, () => load(htmxUrl), { once: true, passive: true });
    }
    // A page that htmx made, and that comes back before it was fetched again.
    window.addEventListener("popstate", (event) => {
      if (!window.htmx && event.state && event.state.htmx) window.location.reload();
    });
  }
  if (suggestUrl) {
    const field = byId("q");
    field.addEventListener("focus", () => load(suggestUrl), { once: true });
    if (document.activeElement === field) load(suggestUrl);
  }

  // --- Filters -----------------------------------------------------------------------------------------------

  const isSheetOpen = () => !wide.matches && window.location.hash === "#filters";

  // The server turns two dates into one key and sends the browser there; without dates it need not be asked to.
  const withoutEmptyDates = (asked) => {
    if (!asked.get("from") && !asked.get("to") && !asked.has("when")) {
      asked.delete("from");
      asked.delete("to");
    }
    return asked;
  };

  const count = async (form) => {
    if (form.dataset.counts !== "true") return;
    if (counting) counting.abort();
    counting = new AbortController();
    const asked = withoutEmptyDates(new FormData(form));
    try {
      const answer = await fetch(`${form.getAttribute("action")}?${new URLSearchParams(asked)}`, {
        signal: counting.signal,
        headers: { "HX-Request": "true", "HX-Target": COUNT },
      });
      if (answer.ok) byId(COUNT).textContent = await answer.text();
    } catch {
      // Asked again meanwhile, or no network: the button keeps its words.
    }
  };

  document.addEventListener("change", async (event) => {
    const form = event.target.form;
    if (!form || form.id !== "filters") return;
    if (!wide.matches) {
      count(form);
    } else if (htmxUrl && event.target.type === "checkbox") {
      // Dates and the order change at every key pressed in them; they wait for their button.
      stays = true;
      await load(htmxUrl);
      if (form.isConnected) form.requestSubmit();
    }
  });

  window.addEventListener("hashchange", () => {
    if (isSheetOpen()) count(byId("filters"));
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    const menu = document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (isSheetOpen()) {
      window.location.replace("#filters-link");
    }
  });

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  // --- A field that filters a long facet ---------------------------------------------------------------------

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  const findIn = (facet, input) => {
    const more = facet.querySelector("details.more");
    const status = facet.querySelector(".facet-find [role=status]");
    const wanted = plain(input.value.trim());
    const rows = [...facet.querySelectorAll("li")];
    let shown = 0;
    for (const row of rows) {
      const matches = plain(row.querySelector(".opt > span").textContent).includes(wanted);
      row.hidden = !matches && !row.querySelector("input").checked;
      if (matches) shown += 1;
    }
    if (more && wanted) more.open = true;
    status.textContent = wanted
      ? status.dataset.words.replace("{shown}", shown).replace("{total}", rows.length)
      : "";
  };

  const addFinders = () => {
    for (const template of document.querySelectorAll("#filters template")) {
      const facet = template.closest("details");
      template.replaceWith(template.content.cloneNode(true));
      const input = facet.querySelector(".facet-find input");
      // On a small screen what is found is under the field, not under the keyboard.
      input.addEventListener("focus", () => isSheetOpen() && facet.scrollIntoView());
      input.addEventListener("input", () => findIn(facet, input));
      input.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && !event.isComposing) event.preventDefault();
        if (event.key === "Escape" && input.value) {
          event.preventDefault();
          input.value = "";
          findIn(facet, input);
        }
      });
      if (typedIn.get(facet.id)) {
        input.value = typedIn.get(facet.id);
        findIn(facet, input);
      }
    }
  };

  addFinders();

  // --- htmx --------------------------------------------------------------------------------------------------

  document.addEventListener("htmx:configRequest", (event) => withoutEmptyDates(event.detail.formData));

  document.addEventListener("htmx:beforeRequest", () => {
    // Emptied first, so that the same number is announced again.
    byId("search-status").textContent = "";
    byId(REGION).classList.add("is-busy");
    byId(REGION).setAttribute("aria-busy", "true");
  });

  document.addEventListener("htmx:beforeSwap", () => {
    openGroups = new Map([...document.querySelectorAll("#filters details[id]")].map((group) => [group.id, group.open]));
    const fields = [...document.querySelectorAll("#filters .facet-find input")];
    typedIn = new Map(fields.map((field) => [field.closest(".facet").id, field.value]));
  });

  document.addEventListener("htmx:afterSwap", () => {
    byId(REGION).classList.remove("is-busy");
    byId(REGION).removeAttribute("aria-busy");
    for (const [id, open] of openGroups) {
      // A group with a choice in it is opened by the server; one that the reader opened stays open.
      if (open && byId(id)) byId(id).open = true;
    }
    addFinders();
    const heading = byId("results");
    if (stays) {
      byId("search-status").textContent = heading.textContent;
    } else {
      heading.focus({ preventScroll: true });
      heading.scrollIntoView({ block: "nearest" });
    }
    stays = false;
  });

  // What stands outside the part that changed, and says what was asked: the field, the other language, signing in.
  document.addEventListener("htmx:pushedIntoHistory", () => {
    const words = document.querySelector("#filters > [name=q]");
    if (document.activeElement !== byId("q")) byId("q").value = words ? words.value : "";
    for (const link of document.querySelectorAll(".site-head a[hreflang]")) link.search = window.location.search;
    for (const link of document.querySelectorAll(".tools a[href*='?next=']")) {
      link.search = new URLSearchParams({ next: window.location.pathname + window.location.search });
    }
  });

  // A page of results that does not exist, or an engine that is down: let the browser show the real answer.
  for (const failure of ["htmx:responseError", "htmx:sendError"]) {
    document.addEventListener(failure, (event) => window.location.assign(event.detail.pathInfo.finalRequestPath));
  }
})();
