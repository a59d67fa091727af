// Lists answer while one types: the filter form's page is fetched with the new query and its results are swapped in.
//   <form data-search="#results" method="get">  … without script it is a plain GET form
import { debounce, isTyping, on } from "./dom.ts";
import { morph } from "./morph.ts";
import { fetchPage } from "./page.ts";

let running: AbortController | null = null;
let latest: HTMLFormElement | null = null;

function address(form: HTMLFormElement): URL {
  const url = new URL(form.action);
  const fields = [...new FormData(form)].filter((field): field is [string, string] => typeof field[1] === "string" && field[1] !== "");
  url.search = new URLSearchParams(fields).toString();
  return url;
}

async function show(form: HTMLFormElement): Promise<void> {
  const results = document.querySelector(form.dataset.search || "#results");
  const url = address(form);
  running?.abort();
  if (!results || url.href === location.href) return;

  const mine = running = new AbortController();
  results.setAttribute("aria-busy", "true");
  try {
    const page = await fetchPage(url.href, { signal: mine.signal });
    const fresh = page.document.querySelector(form.dataset.search || "#results");
    if (!page.ok || !fresh) return location.assign(page.url);
    history.replaceState(history.state, "", page.url);
    morph(results, fresh);
    document.dispatchEvent(new Event("rapport:refreshed"));
  } catch (error) {
    if (!mine.signal.aborted) throw error;
  } finally {
    if (running === mine) results.removeAttribute("aria-busy");
  }
}

const showSoon = debounce(150, () => { if (latest) void show(latest); });

on<"input", HTMLFormElement>("input", "form[data-search]", (_, form) => {
  latest = form;
  showSoon();
});

on<"submit", HTMLFormElement>("submit", "form[data-search]", (event, form) => {
  event.preventDefault();
  latest = null;
  void show(form);
});

document.addEventListener("keydown", event => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const field = document.querySelector<HTMLInputElement>("main input[type=search]");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});
