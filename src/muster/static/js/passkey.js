// Speaks with a passkey: turns the server’s challenge into bytes, asks the browser, posts the answer.
// <form data-passkey="get|create" data-options='{…}'>, or data-challenge="/address" to fetch the challenge first.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const words = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const list = (items) => (items ?? []).map((item) => ({ ...item, id: bytes(item.id) }));

const opened = ({ publicKey: key }) => ({
  publicKey: {
    ...key,
    challenge: bytes(key.challenge),
    ...(key.user && { user: { ...key.user, id: bytes(key.user.id) } }),
    ...(key.allowCredentials && { allowCredentials: list(key.allowCredentials) }),
    ...(key.excludeCredentials && { excludeCredentials: list(key.excludeCredentials) }),
  },
});

const answered = (credential) => {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  return {
    id: credential.id,
    rawId: words(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: Object.fromEntries(parts.filter((part) => response[part]).map((part) => [part, words(response[part])])),
  };
};

const challenge = async (form) =>
  form.dataset.challenge
    ? (await fetch(form.dataset.challenge, { headers: { Accept: "application/json" } })).json()
    : JSON.parse(form.dataset.options);

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) {
    form.hidden = true;
    continue;
  }
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    try {
      const options = opened(await challenge(form));
      const credential = await navigator.credentials[form.dataset.passkey](options);
      form.elements.credential.value = JSON.stringify(answered(credential));
      form.submit();
    } catch {
      const told = form.querySelector("[data-passkey-told]");
      if (told) told.hidden = false;
    }
  });
}
