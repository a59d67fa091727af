// Sections of a page that are fetched by themselves. Without script every one of these is a plain link or form.
//   <div id="timeline" data-live-url="/customers/1/panels/timeline">   the address that answers with this section alone
//   <a href="/customers/1?type=notes" data-swap="timeline">             shows the section with this query in place
//   <a href="…" data-earlier="list-id" data-earlier-url="…">            what came earlier, put below the list once the link comes into view
import { on } from "./dom.ts";
import { morph } from "./morph.ts";
import { fetchPage } from "./page.ts";

on<"click", HTMLAnchorElement>("click", "a[data-swap]", (event, link) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (swap(link.dataset.swap!, link.href)) event.preventDefault();
});

on<"submit", HTMLFormElement>("submit", "form[data-swap]", (event, form) => {
  const url = new URL(form.action);
  const fields = [...new FormData(form)].filter((field): field is [string, string] => typeof field[1] === "string" && field[1] !== "");
  url.search = new URLSearchParams(fields).toString();
  form.closest<HTMLElement>("[popover]")?.hidePopover();
  if (swap(form.dataset.swap!, url.href)) event.preventDefault();
});

function swap(id: string, page: string): boolean {
  const section = document.getElementById(id);
  if (!section?.dataset.liveUrl) return false;
  void show(section, `${section.dataset.liveUrl.split("?")[0]}${new URL(page).search}`, page);
  return true;
}

async function show(section: HTMLElement, url: string, page?: string): Promise<void> {
  section.setAttribute("aria-busy", "true");
  try {
    const answer = await fetchPage(url);
    const fresh = answer.document.getElementById(section.id);
    if (!answer.ok || !fresh) return location.assign(page ?? location.href);
    if (page) history.replaceState(history.state, "", page);
    morph(section, fresh);
    document.dispatchEvent(new Event("rapport:refreshed"));
  } catch {
    if (page) location.assign(page);
  } finally {
    section.removeAttribute("aria-busy");
  }
}

const seen = new IntersectionObserver(entries => {
  for (const entry of entries) if (entry.isIntersecting) void earlier(entry.target as HTMLAnchorElement);
}, { rootMargin: "600px" });

on<"click", HTMLAnchorElement>("click", "a[data-earlier]", (event, link) => {
  event.preventDefault();
  void earlier(link);
});

async function earlier(link: HTMLAnchorElement): Promise<void> {
  const list = document.getElementById(link.dataset.earlier!);
  if (!list || link.ariaBusy === "true") return;
  link.ariaBusy = "true";
  seen.unobserve(link);
  try {
    const answer = await fetchPage(link.dataset.earlierUrl!);
    const more = answer.document.getElementById(list.id);
    const next = answer.document.getElementById(link.id);
    if (!answer.ok || !more || !next) return location.assign(link.href);
    put(list, more);
    grow(list);
    link.replaceWith(document.importNode(next, true));
    watch();
  } catch {
    // Offline: the link stays, and a click tries again.
    link.ariaBusy = null;
  }
}

/** A day that goes on keeps its heading. */
function put(list: Element, more: Element): void {
  const [heading, entries] = more.children;
  const last = [...list.querySelectorAll("h3")].at(-1);
  if (heading && entries && last?.textContent === heading.textContent) {
    last?.nextElementSibling?.append(...entries.children);
    heading.remove();
    entries.remove();
  }
  list.append(...more.childNodes);
}

/** When the section is refreshed, as much of it is to come as one sees now. */
function grow(list: Element): void {
  const section = list.closest<HTMLElement>("[data-live-url]");
  if (!section) return;
  const url = new URL(section.dataset.liveUrl!, location.href);
  url.searchParams.set("entries", String(list.querySelectorAll("li").length));
  section.dataset.liveUrl = url.pathname + url.search;
}

function watch(): void {
  document.querySelectorAll("a[data-earlier]").forEach(link => seen.observe(link));
}

/** A section that was late, or had failed, is asked for by itself. */
function complete(): void {
  document.querySelectorAll<HTMLElement>("[data-late][data-live-url]").forEach(section => {
    delete section.dataset.late;
    void show(section, section.dataset.liveUrl!);
  });
}

on("click", "[data-again]", (event, button) => {
  const section = button.closest<HTMLElement>("[data-live-url]");
  if (!section) return;
  event.preventDefault();
  void show(section, section.dataset.liveUrl!);
});

document.addEventListener("rapport:refreshed", watch);
watch();
complete();
