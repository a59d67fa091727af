// A field that names a customer: it suggests while one types, and keeps the ID of whoever was picked.
//   <input list="parents" data-picks="parent_id"> <datalist id="parents">
//   <input type=hidden name="parent_id"> <input type=hidden name="parent_picked">
import { debounce, element, on } from "./dom.ts";

interface Hit {
  title: string;
  detail?: string;
  url: string;
}

const found = new Map<string, Hit>();
let latest: HTMLInputElement | null = null;

const suggest = debounce(150, () => {
  const field = latest;
  if (!field?.list || field.value.trim() === "" || found.has(field.value)) return;
  void fetch(`/api/palette?q=${encodeURIComponent(field.value)}`, { headers: { Accept: "application/json" } })
    .then(response => response.ok ? response.json() as Promise<{ data: Hit[] }> : { data: [] })
    .then(({ data }) => {
      // Two of one name are told apart by what stands beside it.
      const isShared = ({ title }: Hit) => data.filter(other => other.title === title).length > 1;
      for (const hit of data) found.set(isShared(hit) ? `${hit.title} (${hit.detail ?? ""})` : hit.title, hit);
      field.list!.replaceChildren(...[...found].map(([value, hit]) => element("option", { value }, hit.detail ?? "")));
    });
});

on<"input", HTMLInputElement>("input", "[data-picks]", (_, field) => {
  latest = field;
  const hit = found.get(field.value);
  const id = field.form?.elements.namedItem(field.dataset.picks!);
  const picked = field.form?.elements.namedItem(field.dataset.picks!.replace(/_id$/, "_picked"));
  if (hit && id instanceof HTMLInputElement && picked instanceof HTMLInputElement) {
    id.value = hit.url.split("/").at(-1)!;
    picked.value = field.value;
  }
  suggest();
});
