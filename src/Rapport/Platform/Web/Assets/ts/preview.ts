// A form with data-preview="#section" shows where it leads: with each choice the page is asked anew and that section taken over.
import { on } from "./dom.ts";
import { morph } from "./morph.ts";
import { fetchPage } from "./page.ts";

let latest = 0;

on<"change", HTMLFormElement>("change", "form[data-preview]", async (_, form) => {
  const asked = ++latest;
  const address = new URL(location.href);
  // A box that was ticked before may stand there still, and several may have one name.
  for (const field of form.elements) address.searchParams.delete((field as HTMLInputElement).name);
  for (const [name, value] of new FormData(form))
    if (typeof value === "string" && !name.startsWith("_")) address.searchParams.append(name, value);

  const page = await fetchPage(address.href);
  if (!page.ok || asked !== latest) return;
  const section = document.querySelector(form.dataset.preview!);
  const fresh = page.document.querySelector(form.dataset.preview!);
  if (section && fresh) morph(section, fresh);
  history.replaceState(history.state, "", address);
});
