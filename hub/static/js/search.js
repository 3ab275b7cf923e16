/* Makes the search page instant where there is room for it. Without this file every form and link still works.

   htmx fetches the same page and takes #search-region from it (attributes in search/search.html). Here:
   a box ticked in the filters applies at once on wide screens; open groups stay open; the number of results is
   said once: focus goes to the heading, or stays on the box and the heading is announced. */
(() => {
  "use strict";

  const REGION = "search-region";
  const wide = window.matchMedia("(min-width: 64rem)");
  let openGroups = null;
  let stays = false;

  const region = () => document.getElementById(REGION);
  const status = () => document.getElementById("search-status");

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    // Dates and the order change at every key pressed in them; they wait for their button.
    if (form && form.id === "filters" && wide.matches && event.target.type === "checkbox") {
      stays = true;
      form.requestSubmit();
    }
  });

  document.addEventListener("htmx:beforeRequest", () => {
    // Emptied first, so that the same number is announced again.
    status().textContent = "";
    region().classList.add("is-busy");
    region().setAttribute("aria-busy", "true");
  });

  document.addEventListener("htmx:beforeSwap", () => {
    openGroups = new Map([...document.querySelectorAll(`#${REGION} details[id]`)].map((group) => [group.id, group.open]));
  });

  document.addEventListener("htmx:afterSwap", () => {
    for (const [id, open] of openGroups || []) {
      const group = document.getElementById(id);
      // A group with a choice in it is opened by the server; one that the reader opened stays open.
      if (group && open) group.open = true;
    }
    const heading = document.getElementById("results");
    if (!heading) return;
    if (stays) {
      status().textContent = heading.textContent;
    } else {
      heading.focus({ preventScroll: true });
      heading.scrollIntoView({ block: "nearest" });
    }
    stays = false;
  });

  // A page of results that does not exist, or an engine that is down: let the browser show the real answer.
  document.addEventListener("htmx:responseError", (event) => {
    window.location.assign(event.detail.pathInfo.finalRequestPath);
  });
  document.addEventListener("htmx:sendError", (event) => {
    window.location.assign(event.detail.pathInfo.finalRequestPath);
  });
})();
