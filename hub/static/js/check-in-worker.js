// Keeps the check-in page on the telephone, so that a reload without a line works. Served below the address of the page
// itself, so it has a say over nothing else of the site. What is sent goes to the hub or nowhere: only reading is kept.

const KEPT = "check-in-1";
const scope = new URL(self.registration.scope).pathname;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// The page says what it consists of once it is there: it was loaded before this script had a say.
self.addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(keep(event.data.keep));
});

// One that is not there, such as an icon, must not cost the others.
async function keep(addresses) {
  const cache = await caches.open(KEPT);
  await Promise.all(addresses.map((address) => cache.add(address).catch(() => {})));
}

async function answer(request) {
  const cache = await caches.open(KEPT);
  try {
    const response = await fetch(request);
    // Signed out, or no organiser any more: the names go from this telephone as well.
    if (response.ok) await cache.put(request, response.clone());
    else await cache.delete(request);
    return response;
  } catch (error) {
    const kept = await cache.match(request, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  const isPage = url.pathname === scope;
  const isPart = !url.pathname.startsWith(scope) && event.request.mode !== "navigate";
  if (isPage || isPart) event.respondWith(answer(event.request));
});
