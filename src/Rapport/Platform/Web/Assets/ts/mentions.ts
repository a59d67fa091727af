// Names of colleagues while one types after an @: arrows move, Enter or Tab takes one, Esc closes.
//   <textarea data-mentions="list-id">  <datalist id="list-id"><option value="Dean Sykes">
import { element, on } from "./dom.ts";

const most = 6;
const call = /(?:^|[\s(])@([\p{L}][\p{L} .'-]{0,40}|)$/u;

let box: HTMLTextAreaElement | null = null;
const menu = element("div", { class: "menu mentions", id: "mentions", role: "listbox", "aria-label": "Colleagues", popover: "manual" });

on<"input", HTMLTextAreaElement>("input", "textarea[data-mentions]", (_, field) => suggest(field));

on<"keydown", HTMLTextAreaElement>("keydown", "textarea[data-mentions]", (event, field) => {
  if (box !== field) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step !== undefined) choose((at() + step + menu.children.length) % menu.children.length);
  else if (event.key === "Escape") close();
  else if ((event.key === "Enter" || event.key === "Tab") && !event.ctrlKey && !event.metaKey && !event.shiftKey)
    take(menu.children[at()]!);
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
});

on("focusout", "textarea[data-mentions]", close);

// Pressing must not take the focus out of the text.
on("mousedown", "#mentions", event => event.preventDefault());
on("click", "#mentions > button", (_, option) => take(option));

function typed(field: HTMLTextAreaElement): string | null {
  return call.exec(field.value.slice(0, field.selectionStart))?.[1] ?? null;
}

function suggest(field: HTMLTextAreaElement): void {
  const name = typed(field)?.toLocaleLowerCase() ?? null;
  const list = document.getElementById(field.dataset.mentions!);
  if (name === null || !(list instanceof HTMLDataListElement)) return close();

  const found = [...list.options].map(option => option.value).filter(value => isMeant(value.toLocaleLowerCase(), name)).slice(0, most);
  if (found.length === 0) return close();
  menu.replaceChildren(...found.map((value, i) =>
    element("button", { type: "button", role: "option", id: `mention-${i}`, tabindex: "-1" }, value)));
  box = field;
  field.after(menu);
  if (!menu.matches(":popover-open")) menu.showPopover();
  field.setAttribute("aria-controls", "mentions");
  choose(0);
}

/** The start of any of its words; a name that stands there whole needs no help. */
function isMeant(name: string, start: string): boolean {
  return !start.startsWith(name) && (name.startsWith(start) || name.split(" ").some(word => word.startsWith(start)));
}

function at(): number {
  return [...menu.children].findIndex(option => option.getAttribute("aria-selected") === "true");
}

function choose(index: number): void {
  [...menu.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
  box?.setAttribute("aria-activedescendant", `mention-${index}`);
}

function take(option: Element): void {
  if (!box) return;
  const start = box.selectionStart - (typed(box)?.length ?? 0);
  box.setRangeText(`${option.textContent} `, start, box.selectionStart, "end");
  close();
}

function close(): void {
  if (!box) return;
  box.removeAttribute("aria-controls");
  box.removeAttribute("aria-activedescendant");
  box = null;
  if (menu.matches(":popover-open")) menu.hidePopover();
  menu.remove();
}
