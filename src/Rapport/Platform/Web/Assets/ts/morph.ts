// Changes an element into its newer version in place. What stays keeps its focus, scroll, caret and edits:
// a field that somebody has typed in no longer follows its attributes, and what is open stays open.
const ownedByTheUser = new Set(["open"]);

export function morph(old: Element, fresh: Element): void {
  if (old.isEqualNode(fresh) || old.hasAttribute("data-keep")) return;
  if (old instanceof HTMLSelectElement && isEdited(old)) return;

  for (const { name } of [...old.attributes])
    if (!fresh.hasAttribute(name) && !ownedByTheUser.has(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes)
    if (old.getAttribute(name) !== value && !ownedByTheUser.has(name)) old.setAttribute(name, value);

  morphChildren(old, fresh);
}

export function isEdited(field: Element): boolean {
  if (field instanceof HTMLInputElement)
    return field.type === "checkbox" || field.type === "radio"
      ? field.checked !== field.defaultChecked
      : field.type !== "hidden" && field.value !== field.defaultValue;
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
  if (field instanceof HTMLSelectElement) {
    const options = [...field.options];
    // Without a preset choice the browser shows the first option, and that is no edit.
    return options.some(option => option.defaultSelected)
      ? options.some(option => option.selected !== option.defaultSelected)
      : !field.multiple && field.selectedIndex > 0;
  }
  return false;
}

function morphChildren(old: Element, fresh: Element): void {
  const named = new Map([...old.children].filter(child => child.id).map(child => [child.id, child]));
  const wanted = new Set([...fresh.children].map(child => child.id).filter(Boolean));
  let place = old.firstChild;

  for (const next of [...fresh.childNodes]) {
    // A named child that has gone must not be taken for its neighbour.
    while (place instanceof Element && place.id && !wanted.has(place.id)) place = drop(place);

    const match = next instanceof Element && next.id ? named.get(next.id) : isAlike(place, next) ? place : null;
    if (!match || match.nodeName !== next.nodeName) {
      old.insertBefore(document.importNode(next, true), place);
    } else {
      if (match === place) place = place.nextSibling;
      else old.insertBefore(match, place);
      if (match instanceof Element && next instanceof Element) morph(match, next);
      else if (match.nodeValue !== next.nodeValue) match.nodeValue = next.nodeValue;
    }
  }
  while (place) place = drop(place);
}

function isAlike(old: Node | null, fresh: Node): old is Node {
  return old !== null && old.nodeName === fresh.nodeName && !(old instanceof Element && old.id) && !(fresh instanceof Element && fresh.id);
}

function drop(node: ChildNode): ChildNode | null {
  const next = node.nextSibling;
  const busy = node instanceof Element && (node.matches(":modal, :popover-open") || node.querySelector(":modal, :popover-open"));
  if (!busy) node.remove();
  return next;
}
