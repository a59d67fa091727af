// Forms: sent once, mistakes in focus, no lost edits. data-unsaved warns before leaving; data-autosubmit sends on change.
import { on } from "./dom.ts";
import { isEdited } from "./morph.ts";

// A form that answers with a file leaves the page where it is, so the guard must end by itself.
const longestSend = 8_000;
const sending = new Map<HTMLFormElement, HTMLElement | null>();

document.addEventListener("submit", event => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented || form.method !== "post") return;
  if (sending.has(form)) return event.preventDefault();

  sending.set(form, event.submitter);
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(() => release(form), longestSend);
});

function release(form: HTMLFormElement): void {
  sending.get(form)?.removeAttribute("aria-busy");
  sending.delete(form);
}

// Back from the next page the browser may show this one as it was left: still sending.
addEventListener("pageshow", () => [...sending.keys()].forEach(release));

addEventListener("beforeunload", event => {
  const isUnsaved = [...document.querySelectorAll<HTMLFormElement>("form[data-unsaved]")]
    .some(form => !sending.has(form) && [...form.elements].some(isEdited));
  if (isUnsaved) event.preventDefault();
});

on<"change", HTMLFormElement>("change", "form[data-autosubmit]", (_, form) => form.requestSubmit());

document.querySelector<HTMLElement>("[data-error-summary]")?.focus();
