/** The page's whole style: no file of its own, so that the page is one answer. Its hash is in the page's policy. */
export const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d5d9de, #353b43); --soft: light-dark(#59636e, #9aa4b0);
  --ground: light-dark(#fff, #14171b); --raised: light-dark(#f5f6f8, #1c2026); --accent: light-dark(#0b5cad, #7ab7ff); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1rem 6rem; background: var(--ground); color: light-dark(#16191d, #e6e9ed);
  font: 1rem/1.55 system-ui, sans-serif; }
a { color: var(--accent); }
h1 { font-size: 1.6rem; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; margin: 3rem 0 .5rem; border-bottom: 1px solid var(--line); padding-bottom: .3rem; }
h3 { font-size: 1rem; margin: 2rem 0 .3rem; overflow-wrap: anywhere; }
h4 { font-size: .85rem; margin: 1rem 0 .2rem; color: var(--soft); }
p { margin: .4rem 0; max-width: 46rem; }
code, pre { font: .88em/1.5 ui-monospace, monospace; }
code { overflow-wrap: anywhere; }
pre { background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: .7rem; white-space: pre-wrap; overflow-wrap: anywhere; }
nav ul { list-style: none; padding: 0; margin: .3rem 0; }
.method { display: inline-block; min-width: 4.6em; font-weight: 600; }
table { border-collapse: collapse; width: 100%; font-size: .93rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); }
td:first-child { white-space: nowrap; }
@media (max-width: 40rem) { thead { display: none; } tr, td { display: block; } td { border: 0; padding: 0; } tr { border-bottom: 1px solid var(--line); padding: .4rem 0; } }
th { color: var(--soft); font-weight: 500; }
:target { scroll-margin-top: 1rem; box-shadow: -.6rem 0 var(--ground), -.8rem 0 var(--accent); }
`;
