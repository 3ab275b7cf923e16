// The door on a telephone: what is scanned, typed or tapped is noted with its moment in the browser first and sent when
// there is a line. The hub does everything once, however often it is sent. Without this script the forms do the same.

const config = JSON.parse(document.getElementById("door-config").textContent);
const people = new Map(JSON.parse(document.getElementById("door-people").textContent).map((row) => [row.number, row]));
const texts = config.texts;
const STORE = `check-in:${config.date}`;
const KNOWN = `door:${config.date}`;
const CACHE = "check-in-1";
const EVERY = 15000;
const AGAIN = 3000;
const AT_ONCE = 200;

const told = document.querySelector("[data-told]");
const line = document.querySelector("[data-line]");
const field = document.querySelector("[data-door-field]");
const list = document.querySelector("[data-people]");
const troubles = document.querySelector("[data-troubles]");
let isOnline = navigator.onLine;
let isSending = false;

// --- What is noted and not sent yet ---------------------------------------------------------------------

function waiting() {
  try {
    return JSON.parse(localStorage.getItem(STORE)) ?? [];
  } catch {
    return [];
  }
}

function keep(items) {
  if (items.length) localStorage.setItem(STORE, JSON.stringify(items));
  else localStorage.removeItem(STORE);
}

// As the hub reads a code (events.registration.tickets): the last part of an address, number before the dot.
function numberOf(code) {
  const last = code.trim().split(/[?#]/)[0].replace(/\/+$/, "").split("/").pop();
  return last.split(".")[0].toUpperCase();
}

function put(text, ...values) {
  return values.reduce((done, value) => done.replace("%s", () => value), text);
}

function say(text, tone = "ok") {
  told.textContent = text;
  told.className = `notice ${tone}`;
  told.hidden = false;
}

function clock(moment) {
  return moment.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

// Everybody's arrivals as the hub knew them last, with what this telephone noted since on top.
function settle(arrived) {
  if (arrived) for (const person of people.values()) person.arrived = arrived[person.number] ?? "";
  for (const item of waiting()) {
    const person = people.get(numberOf(item.code));
    if (person && item.what === "out") person.arrived = "";
    else if (person && !person.refused) person.arrived ||= clock(new Date(item.at));
  }
}

function note(what, code) {
  const person = people.get(numberOf(code));
  if (what === "in" && person?.arrived) return say(put(texts.already, person.name), "warn");
  // Whether somebody may come in now is known by the hub; without a line the list on this telephone says.
  if (what === "in" && person?.refused && !isOnline) return say(`${person.name}: ${person.refused}`, "bad");
  const key = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
  const at = new Date();
  keep([...waiting(), { key, what, code, at: at.toISOString() }]);
  settle();
  if (!person) say(put(texts.unknown, numberOf(code)), "warn");
  else if (!person.refused) say(put(what === "in" ? texts.noted : texts.takenBack, person.name));
  draw();
  send();
}

// --- Sending --------------------------------------------------------------------------------------------

function token() {
  // The cookie goes before the page: it is another one after signing in again.
  const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return found?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]").value;
}

async function send() {
  if (isSending) return;
  isSending = true;
  const sent = waiting().slice(0, AT_ONCE);
  try {
    const response = await fetch(config.send, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify(sent),
      redirect: "manual",
    });
    isOnline = true;
    if (response.ok) receive(await response.json());
    else if (response.type === "opaqueredirect" || response.status === 403) say(texts.signIn, "warn");
  } catch {
    isOnline = false;
  }
  isSending = false;
  draw();
  if (isOnline && sent.length && waiting().length > 0 && waiting()[0].key !== sent[0].key) send();
}

function receive(answer) {
  const done = new Set(answer.answers.map((row) => row.key));
  keep(waiting().filter((item) => !done.has(item.key)));
  localStorage.setItem(KNOWN, JSON.stringify(answer.arrived));
  for (const row of answer.answers) hear(row);
  settle(answer.arrived);
}

function hear(row) {
  const known = people.get(row.number);
  if (row.outcome === "arrived" && known) known.refused = "";
  if (row.outcome === "arrived" || row.outcome === "out") return say(row.text);
  say(row.text, row.outcome === "already" ? "warn" : "bad");
  // What went wrong after the person walked on must not be lost with the next message.
  if (row.outcome === "already") return;
  const item = document.createElement("li");
  item.textContent = row.text;
  troubles.append(item);
  troubles.closest("[hidden]")?.removeAttribute("hidden");
}

// --- Drawing --------------------------------------------------------------------------------------------

function draw() {
  const number = waiting().length;
  const waits = number ? put(number === 1 ? texts.waits : texts.waitsMany, number) : texts.sent;
  line.textContent = isOnline ? waits : [texts.offline, number ? `${waits}.` : ""].join(" ");
  line.classList.toggle("is-off", !isOnline);
  let arrived = 0;
  for (const row of list.children) {
    const person = people.get(row.dataset.number);
    arrived += person.arrived ? 1 : 0;
    row.classList.toggle("is-here", Boolean(person.arrived));
    row.querySelector("[data-arrived]").textContent = person.arrived;
    row.querySelector("[data-in]").hidden = Boolean(person.arrived);
    row.querySelector("[data-out]").hidden = !person.arrived;
  }
  document.querySelector("[data-count]").textContent = arrived;
}

function narrow() {
  const letters = field.value.trim().toLocaleLowerCase();
  for (const row of list.children) row.hidden = Boolean(letters) && !row.textContent.toLocaleLowerCase().includes(letters);
}

list.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  event.preventDefault();
  note(button.matches("[data-in]") ? "in" : "out", button.closest("[data-number]").dataset.number);
});
field.addEventListener("input", narrow);
field.form.addEventListener("submit", (event) => {
  event.preventDefault();
  const shown = [...list.children].filter((row) => !row.hidden);
  const isNumber = people.has(numberOf(field.value)) || /[./]/.test(field.value);
  if (!isNumber && shown.length !== 1) return shown[0]?.querySelector("button:not([hidden])")?.focus();
  note("in", isNumber ? field.value : shown[0].dataset.number);
  field.value = "";
  narrow();
  field.focus();
});

// --- The camera -----------------------------------------------------------------------------------------

const scan = document.querySelector("[data-scan]");
const video = document.querySelector("[data-video]");
let stream = null;

function stop() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  video.hidden = true;
  scan.textContent = texts.scan;
}

async function start() {
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    return say(texts.noCamera, "warn");
  }
  video.srcObject = stream;
  video.hidden = false;
  scan.textContent = texts.stop;
  await video.play();
  look(new BarcodeDetector({ formats: ["qr_code"] }), { code: "", at: 0 });
}

async function look(detector, last) {
  if (!stream) return;
  const [found] = await detector.detect(video).catch(() => []);
  const isNew = found && (found.rawValue !== last.code || Date.now() - last.at > AGAIN);
  if (isNew) {
    navigator.vibrate?.(80);
    note("in", found.rawValue);
  }
  setTimeout(() => look(detector, isNew ? { code: found.rawValue, at: Date.now() } : last), 200);
}

if ("BarcodeDetector" in window && navigator.mediaDevices) {
  scan.hidden = false;
  scan.addEventListener("click", () => (stream ? stop() : start()));
}

// --- Kept on this telephone ------------------------------------------------------------------------------

async function forget() {
  const registration = await navigator.serviceWorker?.getRegistration(config.scope);
  await registration?.unregister();
  await window.caches?.delete(CACHE);
  localStorage.removeItem(KNOWN);
}

async function remember() {
  if (!navigator.serviceWorker) return;
  if (Date.now() > config.keepUntil) return forget();
  await navigator.serviceWorker.register(config.worker, { scope: config.scope });
  const ready = await navigator.serviceWorker.ready;
  const parts = performance.getEntriesByType("resource").map((entry) => entry.name.split("#")[0]);
  const own = parts.filter((url) => url.startsWith(location.origin) && !url.includes("/check-in/"));
  ready.active.postMessage({ keep: [location.href, ...new Set(own)] });
  document.querySelector("[data-forget]").hidden = false;
}

document.querySelector("[data-forget]").addEventListener("click", async (event) => {
  event.target.hidden = true;
  await forget();
  say(texts.cleared);
});

window.addEventListener("online", send);
window.addEventListener("offline", () => {
  isOnline = false;
  draw();
});
window.addEventListener("pagehide", stop);
// Without a line the page itself is as old as when it was kept.
settle(JSON.parse(localStorage.getItem(KNOWN)));
setInterval(send, EVERY);
remember().catch(() => {});
send();
