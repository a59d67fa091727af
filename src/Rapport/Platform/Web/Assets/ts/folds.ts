// On a phone the less important panels start folded.
if (matchMedia("(max-width: 720px)").matches)
  document.querySelectorAll<HTMLDetailsElement>("details[data-phone=closed]").forEach(panel => { panel.open = false; });
