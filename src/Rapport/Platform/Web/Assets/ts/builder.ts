// The builder of criteria. A form with data-builder edits the JSON of its textarea as rows of conditions, and asks data-preview-url
// what they come to 400 ms after an edit. Without script the JSON itself is edited.
import { debounce, element, icon } from "./dom.ts";

interface Option { value: string; label: string }
interface Field {
  name: string; label: string; group?: string; type: string; operators: string[]; options: Option[] | null; takes_window?: boolean;
  where?: Field[] | null;
}
interface Condition { field: string; operator: string; value?: unknown; window?: unknown; where?: Node; currency?: string }
type GroupName = "all" | "any" | "none";
type Group = Partial<Record<GroupName, Node[]>>;
type Node = Group | Condition | { not: Node };

const joins: Record<GroupName, string> = { all: "and", any: "or", none: "nor" };
const words: Record<string, string> = {
  eq: "is", neq: "is not", gt: "more than", gte: "at least", lt: "less than", lte: "at most", between: "between", in: "is any of",
  not_in: "is none of", contains: "contains", starts_with: "begins with", exists: "is known", not_exists: "is not known",
  in_segment: "is in", not_in_segment: "is not in",
};
const numbers = new Set(["number", "money", "days"]);
const timeWords: Record<string, string> = { eq: "on", neq: "not on", gt: "after", gte: "on or after", lt: "before", lte: "on or before" };
const ago: [string, string][] = [
  ["-d", "days ago"], ["-w", "weeks ago"], ["-M", "months ago"], ["-y", "years ago"], ["-h", "hours ago"], ["now", "now"],
  ["+d", "days from now"], ["+w", "weeks from now"], ["+M", "months from now"], ["date", "on a date"],
];
const spans: [string, string][] = [
  ["", "ever"], ["d", "days"], ["w", "weeks"], ["M", "months"], ["y", "years"], ["+d", "days ahead"], ["+w", "weeks ahead"],
  ["+M", "months ahead"],
];

const builders = new WeakMap<HTMLFormElement, Builder>();

class Builder {
  private root: Group;
  private asked = 0;
  private readonly soon = debounce(400, () => void this.preview());

  constructor(
    private readonly form: HTMLFormElement, private readonly text: HTMLTextAreaElement, private readonly place: HTMLElement,
    private readonly fields: Field[],
  ) {
    this.root = rooted(parsed(text.value));
    this.text.value = JSON.stringify(this.root);
    this.draw();
    void this.preview();
  }

  private changed(redraws: boolean): void {
    this.text.value = JSON.stringify(this.root);
    if (redraws) this.draw();
    this.soon();
  }

  private draw(): void {
    const focused = document.activeElement?.closest<HTMLElement>("[data-key]")?.dataset.key;
    this.place.replaceChildren(this.group(this.root, "criteria", this.fields, null));
    if (focused) this.place.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  private group(group: Group, path: string, fields: Field[], remove: (() => void) | null): HTMLElement {
    const name = nameOf(group);
    const nodes = group[name]!;
    const choose = element("span", { class: "group", role: "group", "aria-label": "How the conditions join" });
    for (const [kind, title] of [["all", "All"], ["any", "Any"], ["none", "None"]] as [GroupName, string][]) {
      const pressed = { "aria-pressed": String(kind === name), "data-key": `${path}/${kind}` };
      const button = element("button", { class: "btn small", type: "button", ...pressed }, title);
      button.addEventListener("click", () => {
        delete group[name];
        group[kind] = nodes;
        this.changed(true);
      });
      choose.append(button);
    }
    const head = element("header", {}, choose, element("span", { class: "muted sm grow" }, name === "all" ? "are true" : "is true"));
    if (remove) head.append(this.remover("Remove this group", remove));
    const rows = element("ol");
    nodes.forEach((node, index) => {
      const gone = (): void => {
        nodes.splice(index, 1);
        this.changed(true);
      };
      const at = `${path}.${name}[${index}]`;
      const row = element("li", {}, element("span", { class: "join" }, index === 0 ? "" : joins[name]));
      if (isGroup(node)) row.append(this.group(node, at, fields, gone));
      else row.append("not" in node ? this.unshown(node, gone) : this.rule(node, at, fields, gone));
      rows.append(row);
    });
    const foot = element("footer", {},
      this.adder("Condition", `${path}/+condition`, () => nodes.push(fresh(fields[0]!))),
      this.adder("Group", `${path}/+group`, () => nodes.push({ all: [fresh(fields[0]!)] })));
    return element("div", { class: "rules", role: "group", "aria-label": `Customers meet ${name} of these` }, head, rows, foot);
  }

  private adder(title: string, key: string, add: () => void): HTMLElement {
    const button = element("button", { class: "btn ghost small", type: "button", "data-key": key }, icon("plus"), title);
    button.addEventListener("click", () => {
      add();
      this.changed(true);
    });
    return button;
  }

  private remover(title: string, remove: () => void): HTMLElement {
    const button = element("button", { class: "btn icon ghost small", type: "button", "aria-label": title, title }, icon("x"));
    button.addEventListener("click", remove);
    return button;
  }

  /** What rows cannot show, such as "not", stays as it was written. */
  private unshown(node: Node, gone: () => void): HTMLElement {
    const written = element("code", { class: "cut" }, JSON.stringify(node));
    return element("div", { class: "rule" }, written, element("span"), element("span"), this.remover("Remove this condition", gone));
  }

  private rule(condition: Condition, path: string, fields: Field[], gone: () => void): HTMLElement {
    const field = fields.find(f => f.name === condition.field) ?? fields[0]!;
    const choose = element("select", { class: "input", "aria-label": "Field", "data-key": `${path}/field` });
    for (const group of new Set(fields.map(f => f.group))) {
      const of = fields.filter(f => f.group === group).map(f => option(f.name, f.label, f.name === field.name));
      if (group) choose.append(element("optgroup", { label: group }, ...of));
      else choose.append(...of);
    }
    choose.addEventListener("change", () => {
      const chosen = fields.find(f => f.name === choose.value)!;
      for (const key of Object.keys(condition)) delete (condition as unknown as Record<string, unknown>)[key];
      Object.assign(condition, fresh(chosen));
      this.changed(true);
    });
    const values = element("div", { class: "vals" });
    if (field.takes_window) values.append(...this.window(condition, path));
    values.append(this.operator(condition, field, path), ...this.value(condition, field, path));
    const row = element("div", { class: "rule", role: "group", "aria-label": field.label, id: idOf(path) },
      choose, values, element("span", { class: "num", "data-count": path }), this.remover("Remove this condition", gone));
    if (!field.where) return row;
    return element("div", { class: "stack tight" }, row, this.where(condition, field.where, path));
  }

  private where(condition: Condition, fields: Field[], path: string): HTMLElement {
    if (!condition.where)
      return element("div", { class: "row" }, this.adder("Only some of them", `${path}/+where`, () => {
        condition.where = { all: [fresh(fields[0]!)] };
      }));
    if (!isGroup(condition.where)) condition.where = { all: [condition.where] };
    return this.group(condition.where, `${path}.where`, fields, () => {
      delete condition.where;
      this.changed(true);
    });
  }

  private operator(condition: Condition, field: Field, path: string): HTMLElement {
    const isTime = field.type === "time" || field.type === "date";
    const said = (o: string): string =>
      (isTime && timeWords[o]) || (field.type === "members" && o === "contains" ? "include" : words[o] ?? o);
    const choose = element("select", { class: "input", "aria-label": "Comparison", "data-key": `${path}/operator` },
      ...field.operators.map(o => option(o, said(o), o === condition.operator)));
    choose.addEventListener("change", () => {
      const was = shapeOf(condition.operator);
      condition.operator = choose.value;
      if (was !== shapeOf(choose.value)) setDefault(condition, field);
      this.changed(true);
    });
    return choose;
  }

  private value(condition: Condition, field: Field, path: string): HTMLElement[] {
    if (condition.operator.endsWith("exists")) return [];
    if (condition.operator === "between") {
      const two = condition.value as unknown[];
      return [0, 1].flatMap(i => [...(i ? [element("span", { class: "muted sm" }, "and")] : []),
        ...this.single(two[i], field, `${path}/value${i}`, v => { two[i] = v; })]);
    }
    if (condition.operator === "in" || condition.operator === "not_in") return [this.list(condition, field, path)];
    return this.single(condition.value, field, `${path}/value`, v => { condition.value = v; });
  }

  private list(condition: Condition, field: Field, path: string): HTMLElement {
    const chosen = condition.value as unknown[];
    if (field.options) {
      const many = element("select", { class: "input", multiple: "", size: "4", "aria-label": "Values", "data-key": `${path}/values` },
        ...field.options.map(o => option(o.value, o.label, chosen.includes(o.value))));
      many.addEventListener("change", () => {
        condition.value = [...many.selectedOptions].map(o => o.value);
        this.changed(false);
      });
      return many;
    }
    const isNumber = numbers.has(field.type);
    const named = { "aria-label": "Values, separated by commas", "data-key": `${path}/values` };
    const input = element("input", { class: "input", value: chosen.join(", "), ...named });
    input.addEventListener("input", () => {
      const said = input.value.split(",").map(v => v.trim()).filter(Boolean);
      condition.value = isNumber ? said.map(Number) : said;
      this.changed(false);
    });
    return input;
  }

  private single(value: unknown, field: Field, key: string, set: (value: unknown) => void): HTMLElement[] {
    if (field.type === "time" || field.type === "date") return this.point(String(value ?? "now-90d"), key, set);
    const options = field.type === "truth" ? [{ value: "true", label: "Yes" }, { value: "false", label: "No" }] : field.options;
    const isNumber = numbers.has(field.type);
    const named = { class: "input", "aria-label": "Value", "data-key": key };
    const one = options
      ? element("select", named, ...options.map(o => option(o.value, o.label, o.value === String(value))))
      : element("input", { ...named, value: String(value ?? ""), ...(isNumber ? { type: "number", step: "any" } : {}) });
    one.addEventListener(options ? "change" : "input", () => {
      set(field.type === "truth" ? one.value === "true" : isNumber ? Number(one.value) : one.value);
      this.changed(false);
    });
    return [one];
  }

  private point(value: string, key: string, set: (value: unknown) => void): HTMLElement[] {
    const moving = /^now(?:([+-])(\d+)([hdwMy]))?$/.exec(value);
    const unit = moving ? (moving[1] ? moving[1] + moving[3] : "now") : "date";
    const choose = element("select", { class: "input", "aria-label": "Unit of time", "data-key": `${key}/unit` },
      ...withOwn(ago, unit).map(([u, title]) => option(u, title, u === unit)));
    const amount = unit === "date"
      ? element("input", { class: "input", type: "date", value: value.slice(0, 10), "aria-label": "Date", "data-key": `${key}/date` })
      : short(moving?.[2] ?? "", "How many", `${key}/amount`);
    const write = (): void => {
      const [sign, length] = [choose.value[0], choose.value[1]];
      set(choose.value === "date" ? amount.value : choose.value === "now" ? "now" : `now${sign}${amount.value || "1"}${length}`);
    };
    amount.addEventListener("input", () => {
      write();
      this.changed(false);
    });
    choose.addEventListener("change", () => {
      if (choose.value === "date") amount.value = new Date().toISOString().slice(0, 10);
      else if (unit === "date") amount.value = "90";
      write();
      this.changed(true);
    });
    return unit === "now" ? [choose] : unit === "date" ? [choose, amount] : [amount, choose];
  }

  private window(condition: Condition, path: string): HTMLElement[] {
    if (condition.window !== undefined && typeof condition.window !== "string")
      return [element("code", {}, JSON.stringify(condition.window))];
    const length = /^(\+)?(\d+)([hdwMy])$/.exec((condition.window as string | undefined) ?? "");
    const unit = length ? (length[1] ?? "") + length[3] : "";
    const choose = element("select", { class: "input", "aria-label": "Unit of the period", "data-key": `${path}/window-unit` },
      ...withOwn(spans, unit).map(([u, title]) => option(u, title, u === unit)));
    const amount = short(length?.[2] ?? "90", "Length of the period", `${path}/window`);
    const write = (): void => {
      const [ahead, chosen] = choose.value.startsWith("+") ? ["+", choose.value[1]] : ["", choose.value];
      if (choose.value) condition.window = `${ahead}${amount.value || "1"}${chosen}`;
      else delete condition.window;
    };
    amount.addEventListener("input", () => {
      write();
      this.changed(false);
    });
    choose.addEventListener("change", () => {
      write();
      this.changed(true);
    });
    const said = unit.startsWith("+") ? "in the next" : unit ? "in the last" : "";
    return [element("span", { class: "muted sm" }, said), ...(unit ? [amount] : []), choose];
  }

  /** The old figures stay until the new ones are there. */
  private async preview(): Promise<void> {
    const asked = ++this.asked;
    const response = await fetch(this.form.dataset.previewUrl!, {
      method: "POST", body: new FormData(this.form), credentials: "same-origin", headers: { Accept: "text/html" },
    });
    if (asked !== this.asked || !response.ok) return;
    const answer = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const part of answer.querySelectorAll<HTMLElement>("[data-preview]"))
      document.getElementById(part.dataset.preview!)?.replaceChildren(...[...part.childNodes].map(n => document.importNode(n, true)));
    for (const shown of this.place.querySelectorAll<HTMLElement>("[data-count]")) {
      const counted = answer.querySelector(`[data-count-of="${CSS.escape(shown.dataset.count!)}"]`);
      shown.textContent = counted?.textContent ?? "";
    }
  }
}

function option(value: string, label: string, selected: boolean): HTMLOptionElement {
  return element("option", selected ? { value, selected: "" } : { value }, label);
}

function isGroup(node: Node): node is Group {
  return "all" in node || "any" in node || "none" in node;
}

function nameOf(group: Group): GroupName {
  return group.any ? "any" : group.none ? "none" : "all";
}

function parsed(text: string): Node | null {
  try {
    return JSON.parse(text) as Node;
  } catch {
    return null;
  }
}

function rooted(node: Node | null): Group {
  return node === null ? { all: [] } : isGroup(node) ? node : { all: [node] };
}

function fresh(field: Field): Condition {
  const condition: Condition = { field: field.name, operator: field.operators[0]! };
  if (field.takes_window && field.name.endsWith(".count")) condition.window = "90d";
  setDefault(condition, field);
  return condition;
}

function setDefault(condition: Condition, field: Field): void {
  const one = numbers.has(field.type) ? 1
    : field.type === "time" || field.type === "date" ? "now-90d"
    : field.type === "truth" ? true
    : field.options?.[0]?.value ?? "";
  if (condition.operator.endsWith("exists")) delete condition.value;
  else if (condition.operator === "between") condition.value = one === "now-90d" ? ["now-90d", "now"] : [one, one];
  else condition.value = condition.operator === "in" || condition.operator === "not_in" ? [one] : one;
}

function shapeOf(operator: string): string {
  if (operator === "between") return "two";
  if (operator === "in" || operator === "not_in") return "list";
  return operator.endsWith("exists") ? "none" : "one";
}

/** The choices, and what was written although it is not offered. */
function withOwn(choices: [string, string][], own: string): [string, string][] {
  return choices.some(([value]) => value === own) ? choices : [...choices, [own, own]];
}

function short(value: string, label: string, key: string): HTMLInputElement {
  return element("input", { class: "input short", type: "number", min: "1", value, "aria-label": label, "data-key": key });
}

function idOf(path: string): string {
  return `rule-${path.replaceAll(/[^a-z0-9]+/gi, "-")}`;
}

async function start(): Promise<void> {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-builder]")) {
    if (builders.has(form)) continue;
    const text = form.querySelector<HTMLTextAreaElement>("textarea[name=criteria]")!;
    // What nobody can read stays as text until it is mended.
    if (text.value.trim() && parsed(text.value) === null) continue;
    const response = await fetch("/api/segments/fields", { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (!response.ok) return;
    const { data } = (await response.json()) as { data: Field[] };
    form.querySelector<HTMLElement>("[data-as-text]")!.hidden = true;
    builders.set(form, new Builder(form, text, form.querySelector<HTMLElement>("[data-rules]")!, data));
  }
}

void start();
document.addEventListener("rapport:refreshed", () => void start());
