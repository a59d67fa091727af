// Toasts come from the server as <div data-toast hidden> and are shown one under the other, with Undo as a plain form.
import { icon, element } from "./dom.ts";

const shownFor = 10_000;
const keptUnder = "rapport.toasts";

const region = document.getElementById("toasts");

/** Shows what this or a fetched page has left to say. */
export function showToasts(page: Document = document): void {
  page.querySelectorAll<HTMLElement>("[data-toast][hidden]").forEach(left => show(document.adoptNode(left)));
}

/** Keeps the toasts of a fetched page for the page that is loaded next. */
export function carryToasts(page: Document): void {
  const left = [...page.querySelectorAll("[data-toast]")].map(toast => toast.outerHTML).join("");
  if (left) sessionStorage.setItem(keptUnder, left);
}

export function toast(message: string): void {
  show(element("div", { class: "toast" }, element("span", { class: "grow" }, message)));
}

function show(toast: HTMLElement): void {
  if (!region) return;
  const close = element("button", { type: "button", class: "btn icon small", "aria-label": "Dismiss" }, icon("x"));
  close.addEventListener("click", () => toast.remove());
  toast.append(close);
  toast.hidden = false;

  // Raised again above a dialog that was opened since; otherwise left alone, so that it is read out.
  if (document.querySelector(":modal")) {
    region.hidePopover();
    region.showPopover();
  }
  region.append(toast);

  let timer = setTimeout(() => toast.remove(), shownFor);
  const hold = () => clearTimeout(timer);
  const resume = () => { hold(); timer = setTimeout(() => toast.remove(), shownFor / 2); };
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerleave", resume);
  toast.addEventListener("focusout", resume);
}


region?.showPopover();

const kept = sessionStorage.getItem(keptUnder);
if (kept) {
  sessionStorage.removeItem(keptUnder);
  showToasts(new DOMParser().parseFromString(kept, "text/html"));
}
showToasts();
