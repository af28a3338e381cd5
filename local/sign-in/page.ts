import { createHash } from "node:crypto";
import type { Answer } from "../host/http-convert";
import { type MadeUp, ORGANISATION, PEOPLE } from "./people";

const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; background: light-dark(#f6f5f2, #121211); color: light-dark(#1c1b1a, #efeeea);
  font: 400 15px/1.5 -apple-system, "Segoe UI", system-ui, Roboto, "Noto Sans", sans-serif; }
main { max-width: 440px; margin: 0 auto; padding: 48px 16px; }
h1 { margin: 0 0 8px; font-size: 22px; line-height: 1.3; font-weight: 600; }
p { margin: 0 0 24px; color: light-dark(#494744, #c1bfb9); }
ul { margin: 0; padding: 0; list-style: none; }
li { margin: 0 0 8px; }
button { display: block; width: 100%; padding: 12px 16px; text-align: start; font: inherit; color: inherit; cursor: pointer;
  background: light-dark(#ffffff, #1b1b1a); border: 1px solid light-dark(#88867e, #7e7c75); border-radius: 8px; }
button:hover { background: light-dark(#edebe6, #272725); }
:focus-visible { outline: 2px solid light-dark(#0b57a8, #85b9ff); outline-offset: 2px; }
b { display: block; font-weight: 600; }
span { color: light-dark(#64625c, #9f9c96); font-size: 13px; }
`;

/** No script, nothing foreign, in no frame; the form goes nowhere but here. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Who would you like to be? */
export function signInPage(returnTo: string): Answer {
  return page(
    200,
    "Sign in",
    `<h1>Who would you like to be?</h1>
<p>These people are made up. They are there on this machine alone, in the place of ${ORGANISATION}’s Entra.</p>
<form method="post" action="/.auth/login/local">
<input type="hidden" name="post_login_redirect_uri" value="${escaped(returnTo)}">
<ul>
${PEOPLE.map(choice).join("\n")}
</ul>
</form>`,
  );
}

export function refusalPage(status: number, why: string): Answer {
  return page(status, "Not here", `<h1>This is for this machine alone.</h1>\n<p>${escaped(why)}</p>`);
}

function choice({ nick, name, about, roles }: MadeUp): string {
  return `<li><button name="person" value="${nick}"><b>${name}</b><span>${roles.join(", ")}: ${about}</span></button></li>`;
}

function page(status: number, title: string, content: string): Answer {
  return {
    status,
    headers: [
      ["content-type", "text/html; charset=utf-8"],
      ["content-security-policy", POLICY],
      ["x-content-type-options", "nosniff"],
      ["x-frame-options", "DENY"],
      // With no-referrer a browser sends the form with `Origin: null`, which nobody could tell from a foreign page's.
      ["referrer-policy", "same-origin"],
      ["cache-control", "no-store"],
    ],
    body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Private Link Approver</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`,
  };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
