// Every behaviour listens on the document, so parts that arrive later need no wiring.
import "./board.ts";
import "./builder.ts";
import "./chosen.ts";
import "./dialog.ts";
import "./drop.ts";
import "./folds.ts";
// Before the forms, which take a form as sent that nobody holds back.
import "./passkey.ts";
import "./quiet.ts";
import "./forms.ts";
import "./list.ts";
import "./live.ts";
// Before the menus, whose arrows move the focus.
import "./mentions.ts";
import "./menu.ts";
import "./palette.ts";
import "./preview.ts";
import "./picker.ts";
import "./search.ts";
import "./swap.ts";
import "./ticket.ts";
import "./toast.ts";
import "./tree.ts";
import "./walk.ts";
