// Keeps a page current: the server names the records that changed, and the elements that show them are fetched anew.
import { morph } from "./morph.ts";
import { fetchPage } from "./page.ts";

const firstWait = 1_000;
const longestWait = 30_000;
const gather = 150;
// An import changes records all the time; a page that follows it asks no more often than this, and still within the second.
const breather = 600;

const changed = new Set<string>();
let source: EventSource | null = null;
// How far in the server's log the page is current.
let position = document.body.dataset.liveSince ?? "";
let wait = firstWait;
let opened = 0;
let retry = 0;
let planned = 0;
let refreshed = -breather;
let isRefreshing = false;

function connect(): void {
  clearTimeout(retry);
  if (source || document.hidden || !document.querySelector("[data-live]")) return;

  source = new EventSource(`${streamOf(names())}&since=${position}`);
  source.onopen = () => {
    wait = firstWait;
    opened = performance.now();
    refreshSoon();
  };
  source.onmessage = message => {
    const news = JSON.parse(message.data as string) as { records: string[]; position: number };
    position = String(news.position);
    news.records.forEach(name => changed.add(name));
    refreshSoon();
  };
  source.onerror = () => {
    disconnect();
    // A stream that lived long has only come to its end, as each does after some minutes: the page goes on hearing at once.
    if (opened && performance.now() - opened > longestWait) {
      opened = 0;
      retry = setTimeout(connect, Math.random() * gather);
      return;
    }
    opened = 0;
    // Spread out, so that a restarted server is not asked by everybody at once.
    retry = setTimeout(connect, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, longestWait);
  };
}

function names(): Set<string> {
  return new Set(shown().flatMap(element => element.dataset.live!.split(/\s+/).filter(Boolean)));
}

function streamOf(names: Set<string>): string {
  return `/live?names=${encodeURIComponent([...names].sort().join(","))}`;
}

function disconnect(): void {
  clearTimeout(retry);
  source?.close();
  source = null;
}

function refreshSoon(): void {
  if (planned || isRefreshing || changed.size === 0 || !source) return;
  planned = setTimeout(() => void refreshChanged(), performance.now() - refreshed < breather ? breather : gather);
}

async function refreshChanged(): Promise<void> {
  planned = 0;
  const named = shown().filter(element => element.dataset.live!.split(/\s+/).some(name => changed.has(name)));
  // What stands inside of another comes with it.
  const stale = named.filter(element => !named.some(other => other !== element && other.contains(element)));
  changed.clear();
  if (stale.length === 0) return;

  isRefreshing = true;
  await refresh(stale);
  isRefreshing = false;
  refreshed = performance.now();
  refreshSoon();
}

function shown(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-live][id]")];
}

/** A section that has an address of its own is fetched from there, together with its neighbours; the others come with their page. */
async function refresh(elements: HTMLElement[]): Promise<void> {
  const here = location.href;
  const byPlace = Map.groupBy(elements, placeOf);
  await Promise.all([...byPlace].map(([place, group]) => {
    const names = group.map(element => nameOf(element)).filter(Boolean);
    return refreshFrom(place === "" ? here : place + names.join(","), group, here);
  }));
  document.dispatchEvent(new Event("rapport:refreshed"));
}

/**
 * Sections at /customers/1/panels/orders and …/panels/tickets are answered together by …/panels/orders,tickets; one with a question of
 * its own by itself.
 */
function placeOf(element: HTMLElement): string {
  const address = element.dataset.liveUrl ?? "";
  return address.includes("?") ? address : address.slice(0, address.lastIndexOf("/") + 1);
}

function nameOf(element: HTMLElement): string {
  const address = element.dataset.liveUrl ?? "";
  return address.includes("?") ? "" : address.slice(address.lastIndexOf("/") + 1);
}

async function refreshFrom(address: string, elements: HTMLElement[], here: string): Promise<void> {
  try {
    const page = await fetchPage(address);
    // Elsewhere means signed out or merged away: the page stays as it is until the next click.
    if (!page.ok || location.href !== here || new URL(page.url).pathname !== new URL(address, here).pathname) return;
    for (const element of elements) {
      const fresh = page.document.getElementById(element.id);
      if (fresh) morph(element, fresh);
      else if (!element.contains(document.activeElement)) element.remove();
    }
  } catch {
    // The server is away: asked again once it answers.
    elements.flatMap(element => element.dataset.live!.split(/\s+/)).forEach(name => changed.add(name));
  }
}

// A list that was searched anew shows other records.
document.addEventListener("rapport:refreshed", () => {
  if (!source || source.url.includes(`${streamOf(names())}&`)) return;
  source.close();
  source = null;
  connect();
});
document.addEventListener("visibilitychange", () => document.hidden ? disconnect() : connect());
addEventListener("pagehide", disconnect);
addEventListener("pageshow", connect);
