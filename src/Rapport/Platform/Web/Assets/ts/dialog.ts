// Opens pages as dialogs and asks before acts that need a second thought.
//   <a href="/customers/new" data-dialog>            the page's <main> in a dialog
//   <button data-dialog="dialog-id">                  a <dialog> that is already here
//   <button data-confirm="Archive Ada Okafor?" data-confirm-detail="…" data-confirm-label="Archive">
import { element, icon, on } from "./dom.ts";
import { fetchPage, type FetchedPage } from "./page.ts";
import { draw } from "./quiet.ts";
import { carryToasts, showToasts, toast } from "./toast.ts";

on<"click", HTMLElement>("click", "[data-dialog]", (event, opener) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const here = document.getElementById(opener.dataset.dialog!);
  const url = opener.dataset.dialog || opener.getAttribute("href");
  if (!(here instanceof HTMLDialogElement) && !url) return;

  event.preventDefault();
  if (here instanceof HTMLDialogElement) here.showModal();
  else void openPage(url!);
});

on("click", "[data-close]", (_, button) => button.closest("dialog")?.close());

on<"click", HTMLDialogElement>("click", "dialog", (event, dialog) => {
  // Only the backdrop reports the dialog itself as the target outside of its box.
  const box = dialog.getBoundingClientRect();
  const isOutside = event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
  if (event.target === dialog && event.detail > 0 && isOutside && dialog.matches(":modal")) dialog.close();
});

async function openPage(url: string): Promise<void> {
  const page = await fetchPage(url).catch(() => null);
  if (!page?.ok || !page.document.querySelector("main")) return location.assign(url);

  const dialog = element("dialog", { class: "page-dialog", "aria-labelledby": "dialog-title" });
  fill(dialog, page);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("submit", event => void send(event, dialog));
  document.body.append(dialog);
  dialog.showModal();
}

function fill(dialog: HTMLDialogElement, page: FetchedPage): void {
  const main = page.document.querySelector("main")!;
  const heading = main.querySelector("h1");
  const title = heading?.textContent?.trim() ?? page.document.title;
  (heading?.closest(".top") ?? heading)?.remove();
  main.querySelectorAll<HTMLFormElement>("form").forEach(form => {
    if (!form.hasAttribute("action")) form.setAttribute("action", page.url);
  });

  const close = element("button", { type: "button", class: "btn icon ghost small", "aria-label": "Close", "data-close": "" }, icon("x"));
  dialog.replaceChildren(
    element("header", { class: "row" }, element("h2", { id: "dialog-title", class: "grow" }, title), close),
    element("div", { class: "body" }, ...main.childNodes),
  );
  dialog.querySelector<HTMLElement>("[data-error-summary], [autofocus]")?.focus();
}

async function send(event: SubmitEvent, dialog: HTMLDialogElement): Promise<void> {
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented || form.method !== "post") return;
  event.preventDefault();
  if (form.ariaBusy === "true") return;

  form.ariaBusy = "true";
  event.submitter?.setAttribute("aria-busy", "true");
  try {
    // A page that is not a redirect says what is wrong: the form with its errors, or a refusal.
    const page = await fetchPage(form.action, { method: "post", body: new FormData(form, event.submitter) });
    if (!page.redirected) return fill(dialog, page);
    // Back to where one is: nothing moves but what changed.
    if (page.ok && page.url === location.href.split("#")[0] && document.querySelector("[data-live][id]")) {
      dialog.close();
      draw(page.document);
      return showToasts(page.document);
    }
    carryToasts(page.document);
    location.assign(page.url);
  } catch {
    toast("Rapport cannot be reached. Nothing you wrote is lost; try again.");
  } finally {
    form.ariaBusy = null;
    event.submitter?.removeAttribute("aria-busy");
  }
}

const confirmed = new WeakSet<Element>();

// In the capture phase, so that nothing is sent or guarded before the answer.
document.addEventListener("click", event => {
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-confirm]") : null;
  if (!button || confirmed.delete(button)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  ask(button);
}, true);

function ask(button: HTMLElement): void {
  const { confirm, confirmDetail, confirmLabel } = button.dataset;
  const yes = element("button", { type: "button", class: "btn primary" }, confirmLabel ?? button.textContent!.trim());
  const dialog = element("dialog", { role: "alertdialog", "aria-labelledby": "confirm-title" },
    element("header", {}, element("h2", { id: "confirm-title" }, confirm!)),
    element("div", { class: "body" }, element("p", { class: "soft" }, confirmDetail ?? "")),
    element("footer", {}, element("button", { type: "button", class: "btn", "data-close": "" }, "Cancel"), yes),
  );
  yes.addEventListener("click", () => {
    dialog.close();
    confirmed.add(button);
    button.click();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
