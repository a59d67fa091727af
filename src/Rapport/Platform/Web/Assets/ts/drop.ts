// A form that takes files dropped on it, a folder's too: they go into its field, and the form is sent.
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

document.addEventListener("drop", async event => {
  const form = formAt(event);
  const field = form?.querySelector<HTMLInputElement>("input[type=file]");
  if (!form || !field || !event.dataTransfer) return;
  event.preventDefault();
  form.classList.remove(over);
  field.files = await filesOf(event.dataTransfer);
  form.requestSubmit();
});

// What was dropped can be looked at only until the event is over, so folders are asked for first.
async function filesOf(dropped: DataTransfer): Promise<FileList> {
  const entries = [...dropped.items].map(item => item.webkitGetAsEntry()).filter(entry => entry !== null);
  if (!entries.some(entry => entry.isDirectory)) return dropped.files;
  const all = new DataTransfer();
  for (const file of (await Promise.all(entries.map(within))).flat()) all.items.add(file);
  return all.files;
}

async function within(entry: FileSystemEntry): Promise<File[]> {
  if (entry.name.startsWith(".")) return [];
  if (entry.isFile) return [await new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail))];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: File[] = [];
  // A reader gives a hundred at a time.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
    if (some.length === 0) return files;
    files.push(...(await Promise.all(some.map(within))).flat());
  }
}
