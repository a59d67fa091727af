// Rows are chosen with a click, Shift-click or X; J and K move, Enter opens, E edits.
//   <section data-list> rows with <input type=checkbox name=ids>; [data-select-all], [data-selected-count], [data-clear-selection]
import { isTyping, on } from "./dom.ts";

const boxes = "tbody input[type=checkbox][name=ids]";
let last: HTMLInputElement | null = null;

on<"click", HTMLInputElement>("click", `[data-list] ${boxes}`, (event, box) => {
  const all = boxesOf(box);
  const from = last ? all.indexOf(last) : -1;
  if (event.shiftKey && from >= 0) {
    const to = all.indexOf(box);
    all.slice(Math.min(from, to), Math.max(from, to) + 1).forEach(other => { other.checked = box.checked; });
  }
  last = box;
});

on<"change", HTMLInputElement>("change", "[data-list] [data-select-all]", (_, all) =>
  boxesOf(all).forEach(box => { box.checked = all.checked; }));

on("click", "[data-clear-selection]", () => {
  document.querySelectorAll<HTMLInputElement>(`[data-list] ${boxes}:checked`).forEach(box => { box.checked = false; });
  count();
});

document.addEventListener("change", count);
document.addEventListener("rapport:refreshed", count);
addEventListener("pageshow", count);

function boxesOf(element: Element): HTMLInputElement[] {
  return [...element.closest("[data-list]")!.querySelectorAll<HTMLInputElement>(boxes)];
}

function count(): void {
  document.querySelectorAll<HTMLInputElement>("[data-list] [data-select-all]").forEach(all => {
    const rows = boxesOf(all);
    const chosen = rows.filter(box => box.checked).length;
    all.checked = rows.length > 0 && chosen === rows.length;
    all.indeterminate = chosen > 0 && chosen < rows.length;
    document.querySelectorAll("[data-selected-count]").forEach(place => {
      place.textContent = chosen.toLocaleString(document.documentElement.lang);
    });
  });
}

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector(":modal")) return;
  const rows = [...document.querySelectorAll<HTMLTableRowElement>("[data-list] tbody tr")];
  const at = rows.findIndex(row => row.contains(document.activeElement));
  const row = rows[at];

  switch (event.key.toLowerCase()) {
    case "j": focus(rows[at + 1]); break;
    case "k": focus(at < 0 ? undefined : rows[at - 1]); break;
    case "x": {
      row?.querySelector<HTMLInputElement>("input[name=ids]")?.click();
      break;
    }
    case "e": row?.querySelector<HTMLElement>("[data-edit]")?.click(); break;
    case "escape": if (row) document.querySelector<HTMLElement>("[data-clear-selection]")?.click(); break;
    default: return;
  }
  if (event.key !== "Escape") event.preventDefault();
});

function focus(row: HTMLTableRowElement | undefined): void {
  const link = row?.querySelector<HTMLElement>("th a") ?? row?.querySelector<HTMLElement>("a, button, input");
  link?.focus();
  row?.scrollIntoView({ block: "nearest" });
}
