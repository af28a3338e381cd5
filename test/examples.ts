import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./product";

/** The fenced examples of a document of docs/, in their order. */
export function examplesIn(document: string, language: string): readonly string[] {
  const text = readFileSync(join(ROOT, "docs", document), "utf8");
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, found]) => found === language)
    .map(([, , example = ""]) => example);
}

/** The example whose first line is a comment with the name of the file it is for. */
export function fileIn(document: string, language: string, name: string): string {
  const found = examplesIn(document, language).find((example) => /^(?:\/\/|#) (\S+)/.exec(example)?.[1] === name);
  if (found === undefined) throw new Error(`docs/${document} has no ${name}`);
  return found;
}

/** The rows of the table whose first column has this heading, without the backquotes. */
export function tableIn(document: string, heading: string): readonly (readonly string[])[] {
  const text = readFileSync(join(ROOT, "docs", document), "utf8");
  const [, lines = ""] = new RegExp(`^\\| ${heading} .*\\n\\|[- |]*\\n((?:\\|.*\\n)*)`, "m").exec(text) ?? [];
  return lines
    .trim()
    .split("\n")
    .map((line) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim().replaceAll("`", "")),
    );
}
