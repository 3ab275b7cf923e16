"""What a browser can say about a page that it has drawn."""

# The largest text or picture, and everything that moved without the reader's doing, from the very start.
VITALS = """
() => new Promise(resolve => {
  const found = { shift: 0, largest: 0 };
  const watch = (type, read) => {
    new PerformanceObserver(list => list.getEntries().forEach(read)).observe({ type, buffered: true });
  };
  watch("layout-shift", entry => { if (!entry.hadRecentInput) found.shift += entry.value; });
  watch("largest-contentful-paint", entry => { found.largest = entry.startTime; });
  setTimeout(() => resolve(found), 250);
})
"""
# The limit under which nobody notices; Google calls 0.1 good.
LAYOUT_SHIFT = 0.02


def vitals(page):
    """Return layout shift (a number) and largest contentful paint (milliseconds) of the page that is shown."""
    page.evaluate("document.fonts.ready.then(() => true)")
    return page.evaluate(VITALS)


def is_drawn(page, selector):
    """Return whether anything that the selector finds takes room on the page."""
    return page.evaluate("s => [...document.querySelectorAll(s)].some(e => e.getClientRects().length > 0)", selector)
