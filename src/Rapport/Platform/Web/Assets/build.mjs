// Builds wwwroot from the sources beside this file: one stylesheet, one script, the icon sheet and the type.
import { execFileSync } from "node:child_process";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const out = fileURLToPath(new URL("../../../wwwroot/", import.meta.url));
await rm(out, { recursive: true, force: true });
await mkdir(out + "fonts", { recursive: true });

execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "."], { stdio: "inherit" });

const shared = { bundle: true, minify: true, logLevel: "warning" };
await Promise.all([
  build({ ...shared, entryPoints: ["css/rapport.css"], outdir: out + "css", external: ["/fonts/*"] }),
  build({ ...shared, entryPoints: ["ts/rapport.ts"], outdir: out + "js", format: "esm", target: "es2024" }),
  // Runs before first paint, so it is a classic script and cannot be a module.
  build({ ...shared, entryPoints: ["ts/theme.ts"], outdir: out + "js", format: "iife", target: "es2024" }),
]);

const names = (await readFile("icons.txt", "utf8")).split("\n").filter(Boolean);
const lucide = await Promise.all(names.map(async name => {
  const svg = await readFile(`node_modules/lucide-static/icons/${name}.svg`, "utf8");
  const shapes = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.indexOf("</svg>"));
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s*\n\s*/g, "").replace(/ \/>/g, "/>")}</symbol>`;
}));
const rings = (await readFile("rings.svg", "utf8")).match(/<symbol.*<\/symbol>/g);
const licence = "<!-- Lucide (lucide.dev), ISC License; s-* drawn for Rapport. -->";
await writeFile(out + "icons.svg", ["<svg xmlns=\"http://www.w3.org/2000/svg\">", licence, ...lucide, ...rings, "</svg>", ""].join("\n"));

await cp("favicon.svg", out + "favicon.svg");
await cp("node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2", out + "fonts/inter.woff2");
