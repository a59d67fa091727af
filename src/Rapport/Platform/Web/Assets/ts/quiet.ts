// Small forms that act where they stand: <form method="post" data-quiet> is sent without leaving the page; what follows records is drawn
// anew and what the server says is shown.
import { morph } from "./morph.ts";
import { fetchPage } from "./page.ts";
import { showToasts, toast } from "./toast.ts";

document.addEventListener("submit", event => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-quiet]") || event.defaultPrevented) return;
  event.preventDefault();
  if (form.ariaBusy !== "true") void send(form, event.submitter);
});

async function send(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  const here = location.href;
  form.ariaBusy = "true";
  submitter?.setAttribute("aria-busy", "true");
  try {
    const answer = await fetchPage(form.action, { method: "post", body: new FormData(form, submitter) });
    if (!answer.ok) return location.reload();
    const page = new URL(answer.url).pathname === location.pathname ? answer : await fetchPage(here);
    if (location.href === here) draw(page.document);
    showToasts(answer.document);
  } catch {
    toast("Rapport cannot be reached. Nothing was changed; try again.");
  } finally {
    form.ariaBusy = null;
    submitter?.removeAttribute("aria-busy");
  }
}

/**
 * Puts the records of this page as they stand on a fetched one. What was late there, or is scrolled further here, follows with the news.
 */
export function draw(page: Document): void {
  for (const section of document.querySelectorAll<HTMLElement>("[data-live][id]")) {
    const fresh = page.getElementById(section.id);
    if (fresh && fresh.dataset.late === undefined && !section.dataset.liveUrl?.includes("?")) morph(section, fresh);
  }
  document.dispatchEvent(new Event("rapport:refreshed"));
}
