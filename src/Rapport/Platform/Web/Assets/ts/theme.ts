// Follows the system until somebody chooses; loaded before first paint so that the page never flashes.
const root = document.documentElement;

try {
  const kept = localStorage.getItem("theme");
  if (kept === "light" || kept === "dark") root.dataset.theme = kept;
} catch {
  // Storage may be off; then the choice lasts as long as the page.
}

document.addEventListener("click", event => {
  if (!(event.target instanceof Element) || !event.target.closest("[data-toggle-theme]")) return;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try {
    localStorage.setItem("theme", root.dataset.theme);
  } catch {
    // As above.
  }
});
