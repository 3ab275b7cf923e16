/* Passkeys: the browser makes one or asks for one, and the form brings its answer to the site. A form is shown only where
   the browser can; without this file signing in goes by password and code. */

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const withBytes = (keys) => (keys ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

async function created({ publicKey }) {
  const credential = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: withBytes(publicKey.excludeCredentials),
      // A key that can do without a password may; one that cannot is still a second step.
      authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
    },
  });
  const { response } = credential;
  return answer(credential, {
    clientDataJSON: text(response.clientDataJSON),
    attestationObject: text(response.attestationObject),
    transports: response.getTransports?.() ?? [],
  });
}

async function shown({ publicKey }) {
  const credential = await navigator.credentials.get({
    publicKey: { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: withBytes(publicKey.allowCredentials) },
  });
  const { response } = credential;
  return answer(credential, {
    clientDataJSON: text(response.clientDataJSON),
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    userHandle: response.userHandle ? text(response.userHandle) : null,
  });
}

const answer = (credential, response) => ({
  id: credential.id,
  rawId: text(credential.rawId),
  type: credential.type,
  response,
  clientExtensionResults: credential.getClientExtensionResults(),
});

async function options(form) {
  const address = form.dataset.passkeyOptions;
  if (!address) return JSON.parse(document.getElementById("passkey-options").textContent);
  const found = await fetch(address, { headers: { Accept: "application/json" } });
  if (!found.ok) throw new Error(found.statusText);
  return found.json();
}

function prepare(form) {
  const failed = form.querySelector("[data-passkey-failed]");
  form.querySelector("button").addEventListener("click", async () => {
    failed.hidden = true;
    try {
      const asked = await options(form);
      const made = form.dataset.passkey === "create" ? await created(asked.creation_options) : await shown(asked.request_options);
      form.elements.credential.value = JSON.stringify(made);
      form.submit();
    } catch {
      // Somebody who presses "cancel" comes here as well; the browser does not tell which it was.
      failed.hidden = false;
    }
  });
  form.hidden = false;
}

if (window.PublicKeyCredential) {
  document.querySelectorAll("[data-passkey]").forEach(prepare);
} else {
  document.querySelectorAll("[data-passkey]").forEach((form) => {
    form.hidden = true;
  });
  document.querySelectorAll("[data-passkey-unable]").forEach((notice) => {
    notice.hidden = false;
  });
}
