// Every behaviour listens on the document, so parts that arrive later need no wiring.
import "./dialog.ts";
import "./drop.ts";
import "./folds.ts";
import "./forms.ts";
import "./list.ts";
import "./live.ts";
import "./menu.ts";
import "./palette.ts";
import "./preview.ts";
import "./picker.ts";
import "./search.ts";
import "./toast.ts";
import "./tree.ts";
