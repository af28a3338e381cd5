import { cell } from "./cell";
import { BASE, hrefOf, type Route, routeOf } from "./router";

/** Where the reader is, as the address bar has it. */
export const place = cell<Route>(routeOf(location.pathname, location.search));

export function go(route: Route): void {
  history.pushState(null, "", hrefOf(route));
  arrive();
  scrollTo(0, 0);
}

/** The same view with another question or another row: nothing to come back to. */
export function swap(route: Route): void {
  history.replaceState(null, "", hrefOf(route));
  arrive();
}

function arrive(): void {
  place.set(routeOf(location.pathname, location.search));
}

/** Links inside the page change the view without loading it again; all others, and new tabs, stay the browser's. */
export function followLinks(): void {
  addEventListener("popstate", arrive);
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || event.defaultPrevented || event.button !== 0 || link.target || link.hasAttribute("download")) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const to = new URL(link.href);
    if (to.origin !== location.origin || !`${to.pathname}/`.startsWith(`${BASE}/`) || to.hash) return;
    event.preventDefault();
    go(routeOf(to.pathname, to.search));
  });
}
