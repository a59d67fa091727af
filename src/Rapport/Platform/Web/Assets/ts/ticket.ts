// A ticket by keyboard: R writes a reply, N an internal note, other letters open the picker or menu that names them;
// Ctrl+Enter sends, Ctrl+Shift+Enter sends and solves. Its clocks count down.
//   <div data-ticket> with #write-reply and #write-note, a[data-write="note"], [data-shortcut="s"], [data-until="time"]
import { isTyping, on } from "./dom.ts";
import { fetchPage } from "./page.ts";

const minute = 60_000;

document.addEventListener("keydown", event => {
  if (!document.querySelector("[data-ticket]")) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return send(event);
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector(":modal, .menu:popover-open")) return;

  const key = event.key.toLowerCase();
  if (key === "r" || key === "n") return write(event, key === "r" ? "reply" : "note");
  const opener = document.querySelector<HTMLButtonElement>(`[data-ticket] [data-shortcut="${CSS.escape(key)}"]`);
  if (!opener) return;
  event.preventDefault();
  opener.click();
  const menu = document.querySelector<HTMLElement>(".menu:popover-open");
  menu?.querySelector<HTMLElement>("input:not([type=hidden]), [aria-current], button")?.focus();
});

on<"click", HTMLAnchorElement>("click", "a[data-write]", (event, link) => write(event, link.dataset.write as "reply" | "note"));

function write(event: Event, kind: "reply" | "note"): void {
  const choice = document.querySelector<HTMLInputElement>(`#write-${kind}`);
  const box = document.querySelector<HTMLTextAreaElement>(`#write textarea[name=${kind}]`);
  if (!choice || choice.disabled || !box) return;
  event.preventDefault();
  choice.checked = true;
  box.focus();
}

function send(event: KeyboardEvent): void {
  const form = event.target instanceof HTMLTextAreaElement ? event.target.form : null;
  const button = form?.querySelector<HTMLButtonElement>(event.shiftKey ? "[data-send-and-solve]" : "[data-send]");
  if (!form?.closest("#write") || !button) return;
  event.preventDefault();
  form.requestSubmit(button);
}

// A macro goes where the caret is; without script its link opens the page with it.
on<"click", HTMLAnchorElement>("click", "a[data-macro]", async (event, link) => {
  const box = document.querySelector<HTMLTextAreaElement>("#write textarea[name=reply]");
  const id = document.querySelector<HTMLInputElement>("#write input[name=macro_id]");
  if (!box || !id) return;
  event.preventDefault();
  const page = await fetchPage(link.href.split("#")[0]!);
  const text = page.document.querySelector<HTMLTextAreaElement>("#write textarea[name=reply]")?.value;
  if (!page.ok || text === undefined) return location.assign(link.href);
  box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
  id.value = link.dataset.macro!;
  box.focus();
});

function tick(): void {
  for (const clock of document.querySelectorAll<HTMLElement>("[data-until]")) {
    const left = Math.floor((Date.parse(clock.dataset.until!) - Date.now()) / minute);
    clock.textContent = left < 0 ? `Overdue by ${lasting(-left)}` : `${lasting(left)} left`;
  }
}

function lasting(minutes: number): string {
  if (minutes >= 2880) return joined(`${Math.floor(minutes / 1440)} days`, Math.floor(minutes % 1440 / 60), "h");
  return minutes >= 60 ? joined(`${Math.floor(minutes / 60)} h`, minutes % 60, "min") : `${minutes} min`;
}

function joined(whole: string, rest: number, unit: string): string {
  return rest === 0 ? whole : `${whole} ${rest} ${unit}`;
}

setInterval(tick, minute / 2);
