// A node dragged onto another goes under it, through the form that the keyboard uses.
//   <ul data-tree> <li data-node=id draggable=true>   <form data-tree-form> with customer_id and buttons named parent_id
import { element, on } from "./dom.ts";

const node = "[data-tree] [data-node]";
let dragged: HTMLElement | null = null;

on("dragstart", node, (event, item) => {
  dragged = item;
  event.dataTransfer?.setData("text/plain", item.dataset.node ?? "");
});

on("dragover", node, (event, item) => {
  if (!dragged || item === dragged) return;
  event.preventDefault();
  mark(item);
});

on("dragend", node, () => {
  mark(null);
  dragged = null;
});

on("drop", node, (event, item) => {
  const form = document.querySelector<HTMLFormElement>("[data-tree-form]");
  if (!dragged || !form || item === dragged) return;
  event.preventDefault();
  form.querySelector<HTMLInputElement>("[name=customer_id]")!.value = dragged.dataset.node ?? "";
  form.append(element("input", { type: "hidden", name: "parent_id", value: item.dataset.node ?? "" }));
  form.requestSubmit();
});

function mark(item: HTMLElement | null): void {
  document.querySelectorAll("[data-tree] .over").forEach(other => other.classList.remove("over"));
  item?.classList.add("over");
}
