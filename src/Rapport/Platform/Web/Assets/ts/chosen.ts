// A row of tabs or chips that is wider than the window is shown with the chosen one in sight.
for (const chosen of document.querySelectorAll<HTMLElement>(":is(.tabs, .chips.scroll) > [aria-current]")) {
  const row = chosen.parentElement!;
  const beyond = chosen.getBoundingClientRect().right - row.getBoundingClientRect().right;
  if (beyond > 0) row.scrollLeft += beyond + row.clientWidth / 3;
}
