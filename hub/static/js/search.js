/* Makes the search page instant where there is room for it. Without this file every form and link still works.

   htmx fetches the same page and takes #search-region from it (attributes in search/search.html). Here:
   a choice in the filters applies at once on wide screens; open groups stay open; focus goes to the heading,
   or stays on the box that was ticked; the number of results is announced. */
(() => {
  "use strict";

  const REGION = "search-region";
  const wide = window.matchMedia("(min-width: 64rem)");
  let openGroups = null;
  let stays = false;

  const region = () => document.getElementById(REGION);

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    const isFilter = form && form.id === "filters" && wide.matches;
    if (isFilter || event.target.id === "sort") {
      stays = true;
      form.requestSubmit();
    }
  });

  document.addEventListener("htmx:beforeRequest", () => {
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
    if (!stays) {
      heading.focus({ preventScroll: true });
      heading.scrollIntoView({ block: "nearest" });
    }
    stays = false;
    document.getElementById("search-status").textContent = heading.textContent;
  });

  // A page of results that does not exist, or an engine that is down: let the browser show the real answer.
  document.addEventListener("htmx:responseError", (event) => {
    window.location.assign(event.detail.pathInfo.finalRequestPath);
  });
  document.addEventListener("htmx:sendError", (event) => {
    window.location.assign(event.detail.pathInfo.finalRequestPath);
  });
})();
