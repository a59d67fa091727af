// Ctrl-K: jump to a record, a page or an act. Pages and acts stand in the dialog from the start; records come from the server.
import { debounce, element, icon, on } from "./dom.ts";

interface Hit {
  title: string;
  detail?: string;
  url: string;
  icon?: string;
  kind?: string;
}

const dialog = document.querySelector<HTMLDialogElement>("dialog[data-palette]");
const field = dialog?.querySelector<HTMLInputElement>("[role=combobox]");
const list = dialog?.querySelector<HTMLElement>("[role=listbox]");
const found = dialog?.querySelector<HTMLElement>("[data-found]");
const nothing = dialog?.querySelector<HTMLElement>("[data-nothing]");

if (dialog && field && list && found && nothing) {
  let running: AbortController | null = null;
  let isAsking = false;
  // Enter came before the answer did: what is shown still belongs to the text before.
  let entered: { inNewTab: boolean } | null = null;

  const open = () => {
    if (document.querySelector(":modal")) return;
    document.querySelectorAll<HTMLElement>(":popover-open:not(#toasts)").forEach(popover => popover.hidePopover());
    dialog.showModal();
    field.select();
    filter();
  };

  const options = () => [...list.querySelectorAll<HTMLAnchorElement>("[role=option]")].filter(option => !option.hidden);

  const choose = (option: HTMLAnchorElement | undefined) => {
    list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
  };

  const filter = () => {
    const words = field.value.trim().toLocaleLowerCase().split(/\s+/);
    list.querySelectorAll<HTMLElement>("[data-command]").forEach(command => {
      const text = command.dataset.command!.toLocaleLowerCase();
      command.hidden = !words.every(word => text.includes(word));
    });
    list.querySelectorAll<HTMLElement>("[role=group]").forEach(group => {
      group.hidden = !group.querySelector("[role=option]:not([hidden])");
    });
    const isEmpty = options().length === 0;
    list.hidden = isEmpty;
    field.setAttribute("aria-expanded", String(!isEmpty));
    nothing.hidden = !isEmpty || isAsking || field.value.trim() === "";
    choose(options()[0]);
  };

  const ask = debounce(120, () => {
    const query = field.value.trim();
    if (query === "") return;
    const mine = running = new AbortController();
    fetch(`/api/palette?q=${encodeURIComponent(query)}`, { signal: mine.signal, headers: { Accept: "application/json" } })
      .then(response => response.ok ? response.json() as Promise<{ data: Hit[] }> : { data: [] })
      .then(({ data }) => {
        found.replaceChildren(...groups(data, query));
        answered();
      })
      .catch((error: unknown) => {
        if (mine.signal.aborted) return;
        found.replaceChildren();
        answered();
        throw error;
      });
  });

  const answered = () => {
    isAsking = false;
    filter();
    if (entered) go(options()[0], entered.inNewTab);
    entered = null;
  };

  const isOfTheTextBefore = (option: Element | undefined) => isAsking && (!option || found.contains(option));

  dialog.addEventListener("close", () => { entered = null; });

  field.addEventListener("input", () => {
    running?.abort();
    entered = null;
    isAsking = field.value.trim() !== "";
    if (!isAsking) found.replaceChildren();
    filter();
    ask();
  });

  field.addEventListener("keydown", event => {
    if (event.isComposing) return;
    const all = options();
    const at = all.findIndex(option => option.getAttribute("aria-selected") === "true");
    switch (event.key) {
      case "ArrowDown": choose(all[(at + 1) % all.length]); break;
      case "ArrowUp": choose(all.at(at < 1 ? -1 : at - 1)); break;
      case "Enter": {
        const inNewTab = event.ctrlKey || event.metaKey;
        if (isOfTheTextBefore(all[at])) entered = { inNewTab };
        else go(all[at], inNewTab);
        break;
      }
      default: return;
    }
    event.preventDefault();
  });

  const go = (option: HTMLAnchorElement | undefined, inNewTab: boolean) => {
    if (!option) return;
    if (inNewTab) return void window.open(option.href);
    dialog.close();
    option.click();
  };

  list.addEventListener("pointermove", event => {
    const option = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("[role=option]") : null;
    if (option?.getAttribute("aria-selected") === "false") choose(option);
  });

  on("click", "[data-open-palette]", open);
  document.addEventListener("keydown", event => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    if (dialog.open) dialog.close();
    else open();
  });
}

function groups(hits: Hit[], query: string): HTMLElement[] {
  return [...Map.groupBy(hits, hit => hit.kind ?? "")].map(([kind, members], group) => {
    const heading = element("h3", { role: "presentation" }, kind);
    return element("div", { role: "group", "aria-label": kind }, ...(kind ? [heading] : []),
      ...members.map((hit, place) => option(hit, query, `hit-${group}-${place}`)));
  });
}

function option(hit: Hit, query: string, id: string): HTMLElement {
  return element("a", { id, role: "option", href: hit.url, tabindex: "-1", "aria-selected": "false" },
    icon(hit.icon ?? "arrow-right"),
    element("span", { class: "cut" }, ...marked(hit.title, query)),
    element("span", { class: "end muted sm cut" }, hit.detail ?? ""));
}

function marked(title: string, query: string): (Node | string)[] {
  const at = title.toLocaleLowerCase().indexOf(query.toLocaleLowerCase());
  if (at < 0) return [title];
  const end = at + query.length;
  return [title.slice(0, at), element("mark", {}, title.slice(at, end)), title.slice(end)];
}
