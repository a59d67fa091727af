// A form that takes a file dropped on it: the file goes into its field, and the form is sent.
const over = "over";

function formAt(event: DragEvent): HTMLFormElement | null {
  if (!event.dataTransfer?.types.includes("Files")) return null;
  return (event.target as Element).closest<HTMLFormElement>("form[data-drop]");
}

document.addEventListener("dragover", event => {
  const form = formAt(event);
  if (!form) return;
  event.preventDefault();
  form.classList.add(over);
});

document.addEventListener("dragleave", event => {
  const form = formAt(event);
  if (form && !form.contains(event.relatedTarget as Node | null)) form.classList.remove(over);
});

document.addEventListener("drop", event => {
  const form = formAt(event);
  const field = form?.querySelector<HTMLInputElement>("input[type=file]");
  if (!form || !field || !event.dataTransfer) return;
  event.preventDefault();
  form.classList.remove(over);
  field.files = event.dataTransfer.files;
  form.requestSubmit();
});
