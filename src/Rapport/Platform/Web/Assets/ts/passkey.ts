// Passkeys: the form asks the server for a challenge, the browser for an answer, and then is sent with both.
//   <form data-passkey="sign-in" data-options="/api/auth/passkey/options"> with hidden state and credential, and a [data-passkey-fault]
const notOurs = "Passkeys need a secure address with a name, such as https://rapport.example.com or http://localhost.";

document.addEventListener("submit", event => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.dataset.passkey || field(form, "credential").value) return;
  event.preventDefault();
  void answer(form, event.submitter);
});

async function answer(form: HTMLFormElement, button: HTMLElement | null): Promise<void> {
  tell(form, "");
  button?.setAttribute("aria-busy", "true");
  try {
    if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) throw new Error(notOurs);
    const question = await ask(form);
    const credential = form.dataset.passkey === "add"
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(question.options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(question.options) });
    if (!(credential instanceof PublicKeyCredential)) return;
    field(form, "state").value = question.state;
    field(form, "credential").value = JSON.stringify(credential.toJSON());
    form.requestSubmit();
  } catch (fault) {
    tell(form, sentence(fault));
  } finally {
    button?.removeAttribute("aria-busy");
  }
}

async function ask(form: HTMLFormElement): Promise<{ options: never; state: string }> {
  const password = form.querySelector<HTMLInputElement>("[type=password]")?.value;
  const response = await fetch(form.dataset.options!, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(password === undefined ? {} : { password }),
  });
  const answer = await response.json();
  if (response.ok) return answer;
  const errors = Object.values((answer.errors ?? {}) as Record<string, string[]>).flat();
  throw new Error(errors[0] ?? answer.detail ?? "The server did not answer. Try again.");
}

function sentence(fault: unknown): string {
  if (fault instanceof DOMException) {
    if (fault.name === "SecurityError") return notOurs;
    if (fault.name === "InvalidStateError") return "This device holds a passkey for you already.";
    return "No passkey was used. Try again, or sign in another way.";
  }
  return fault instanceof Error ? fault.message : String(fault);
}

function field(form: HTMLFormElement, name: string): HTMLInputElement {
  return form.querySelector<HTMLInputElement>(`[name=${name}]`)!;
}

function tell(form: HTMLFormElement, text: string): void {
  const fault = form.querySelector<HTMLElement>("[data-passkey-fault]")!;
  fault.textContent = text;
  fault.hidden = text === "";
}
