// Menus are native popovers; arrows move in them, and choosing closes them.
import { on } from "./dom.ts";

on("click", ".menu[popover] :is(a, button)", (_, item) => item.closest<HTMLElement>("[popover]")?.hidePopover());

document.addEventListener("keydown", event => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const menu = document.querySelector<HTMLElement>(".menu:popover-open");
  if (!menu) return;

  const items = [...menu.querySelectorAll<HTMLElement>("a, button:not(:disabled)")];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next = event.key === "ArrowDown" ? items[(at + 1) % items.length] : items.at(at < 1 ? -1 : at - 1);
  event.preventDefault();
  next?.focus();
});
