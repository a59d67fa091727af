// Builds wwwroot from the sources beside this file: one stylesheet, one script a behaviour, the icon sheet and the type.
import { build } from "esbuild";
import { cp, mkdir, readdir, rm } from "node:fs/promises";

const out = new URL("../../../wwwroot/", import.meta.url).pathname;
await rm(out, { recursive: true, force: true });
await mkdir(out + "fonts", { recursive: true });

await build({
  entryPoints: ["css/rapport.css"],
  bundle: true, minify: true, outdir: out + "css", external: ["/fonts/*"], logLevel: "warning",
});
await cp("node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2", out + "fonts/inter.woff2");
