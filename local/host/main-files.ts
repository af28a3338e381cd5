import { readdirSync } from "node:fs";
import { join } from "node:path";

/** The files below `folder` that package.json's `main` means: a path or a glob such as `dist/functions/*.js`, in order. */
export function mainFiles(folder: string, main: string): readonly string[] {
  const pattern = main.replace(/^\.\//, "");
  const wanted = patternOf(pattern);
  const start = pattern.slice(0, pattern.search(/[*?{[]|$/)).replace(/[^/]*$/, "");
  return filesBelow(folder, start.replace(/\/$/, "")).filter((file) => wanted.test(file));
}

/** Globs as the worker's globby has them, as far as entry points need: `*`, `**`, `?`, `{a,b}` and `[ab]`. */
function patternOf(glob: string): RegExp {
  const sources = alternatives(glob).map((one) =>
    one.replace(/\*\*\/|\*\*|\*|\?|[.+^$()|\\]/g, (token) => WILD[token] ?? `\\${token}`),
  );
  return new RegExp(`^(?:${sources.join("|")})$`);
}

const WILD: Readonly<Record<string, string>> = { "**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]" };

/** `src/{a,b}.js` is `src/a.js` and `src/b.js`. */
function alternatives(glob: string): readonly string[] {
  const [braces, inside = ""] = /\{([^{}]*)\}/.exec(glob) ?? [];
  if (braces === undefined) return [glob];
  return inside.split(",").flatMap((choice) => alternatives(glob.replace(braces, () => choice)));
}

function filesBelow(folder: string, below: string): string[] {
  return entries(join(folder, below)).flatMap((entry) => {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory())
      return entry.name === "node_modules" || entry.name === ".git" ? [] : filesBelow(folder, path);
    return [path];
  });
}

function entries(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
  } catch {
    return []; // No such folder: the pattern then matches nothing, and that is what is told.
  }
}
