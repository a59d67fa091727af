// J and K on a record's page lead to the next and the one before of the list that was looked at last.
//   <section data-list> whose rows begin with a link to the record's page
import { isTyping } from "./dom.ts";

const kept = "rapport.list";
const page = /^\/(customers|tickets)\/[0-9a-f-]{36}$/;

addEventListener("pagehide", () => {
  const links = document.querySelectorAll<HTMLAnchorElement>("[data-list] tbody th a");
  const records = [...links].map(link => link.pathname).filter(path => page.test(path));
  if (records.length > 0) sessionStorage.setItem(kept, JSON.stringify(records));
});

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector(":modal, [data-list]")) return;
  const step = { j: 1, k: -1 }[event.key.toLowerCase()];
  if (step === undefined || !page.test(location.pathname)) return;
  const records = JSON.parse(sessionStorage.getItem(kept) ?? "[]") as string[];
  const at = records.indexOf(location.pathname);
  const next = at < 0 ? undefined : records[at + step];
  if (!next) return;
  event.preventDefault();
  location.assign(next + location.search);
});
