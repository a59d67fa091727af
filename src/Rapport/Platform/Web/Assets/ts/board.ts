// Cards that are dragged from column to column, with the mouse or, held for a moment, with a finger.
//   <li data-drag="id" data-version="3">   a card, with a link .move to the form that does the same without dragging
//   <section data-drop="won">              a column; <form id="board-move"> is sent to /opportunities/id/moves
import { element, on } from "./dom.ts";

const threshold = 6;
const hold = 350;
const edge = 56;

interface Drag {
  card: HTMLElement;
  id: number;
  x: number;
  y: number;
  shadow: HTMLElement | null;
  over: HTMLElement | null;
  timer: number;
  isTouch: boolean;
}
let drag: Drag | null = null;
let dropped = -Infinity;

on<"pointerdown", HTMLElement>("pointerdown", "[data-drag]", (event, card) => {
  if (drag || event.button !== 0 || (event.target as Element).closest(".move")) return;
  const isTouch = event.pointerType !== "mouse";
  drag = { card, id: event.pointerId, x: event.clientX, y: event.clientY, shadow: null, over: null, timer: 0, isTouch };
  if (isTouch) drag.timer = setTimeout(lift, hold);
});

document.addEventListener("pointermove", event => {
  if (event.pointerId !== drag?.id) return;
  const isFar = Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > threshold;
  if (!drag.shadow) {
    if (!isFar) return;
    // A finger that moves at once scrolls.
    if (drag.isTouch) return end();
    lift();
  }
  follow(event.clientX, event.clientY);
});

function lift(): void {
  if (!drag) return;
  const box = drag.card.getBoundingClientRect();
  const shadow = drag.card.cloneNode(true) as HTMLElement;
  shadow.removeAttribute("id");
  shadow.classList.add("lifted");
  shadow.setAttribute("aria-hidden", "true");
  Object.assign(shadow.style, { width: `${box.width}px`, left: `${box.left - drag.x}px`, top: `${box.top - drag.y}px` });
  drag.shadow = shadow;
  drag.card.classList.add("leaving");
  document.body.append(shadow);
  document.body.classList.add("dragging");
  follow(drag.x, drag.y);
}

function follow(x: number, y: number): void {
  drag!.shadow!.style.translate = `${x}px ${y}px`;
  const over = document.elementFromPoint(x, y)?.closest<HTMLElement>("[data-drop]") ?? null;
  if (over !== drag!.over) {
    drag!.over?.classList.remove("over");
    over?.classList.add("over");
    drag!.over = over;
  }
  const lanes = document.querySelector(".lanes");
  const box = lanes?.getBoundingClientRect();
  if (box && x > box.right - edge) lanes!.scrollLeft += 14;
  if (box && x < box.left + edge) lanes!.scrollLeft -= 14;
}

// Once a card is lifted, the finger moves it and no longer the page.
document.addEventListener("touchmove", event => { if (drag?.shadow) event.preventDefault(); }, { passive: false });
document.addEventListener("contextmenu", event => { if (drag?.isTouch) event.preventDefault(); });

document.addEventListener("pointerup", event => {
  if (event.pointerId !== drag?.id) return;
  const { card, over, shadow } = drag;
  end();
  if (!shadow) return;
  dropped = performance.now();
  if (over && over !== card.closest("[data-drop]")) move(card, over.dataset.drop!);
});
document.addEventListener("pointercancel", event => { if (event.pointerId === drag?.id) end(); });
document.addEventListener("keydown", event => { if (event.key === "Escape" && drag) end(); });

// The click that follows a drop does not open the card.
document.addEventListener("click", event => {
  if (performance.now() - dropped > 300 || !(event.target instanceof Element) || !event.target.closest("[data-drag]")) return;
  event.preventDefault();
  event.stopPropagation();
}, true);

function end(): void {
  if (!drag) return;
  clearTimeout(drag.timer);
  drag.shadow?.remove();
  drag.card.classList.remove("leaving");
  drag.over?.classList.remove("over");
  document.body.classList.remove("dragging");
  drag = null;
}

function move(card: HTMLElement, to: string): void {
  const form = document.querySelector<HTMLFormElement>("#board-move");
  if (!form) return;
  // Why it was lost is asked for.
  if (to === "lost") return ask(card, to);
  form.action = `/opportunities/${card.dataset.drag}/moves`;
  form.querySelector<HTMLInputElement>("[name=to]")!.value = to;
  form.querySelector<HTMLInputElement>("[name=version]")!.value = card.dataset.version!;
  form.requestSubmit();
}

function ask(card: HTMLElement, to: string): void {
  const address = card.querySelector<HTMLAnchorElement>("a.move")?.href;
  if (!address) return;
  const link = element("a", { href: `${address}&to=${encodeURIComponent(to)}`, "data-dialog": "", hidden: "" });
  document.body.append(link);
  link.click();
  link.remove();
}
