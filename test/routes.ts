/** An HTTP function as the host's admin API lists it. */
export type Route = { readonly name: string; readonly route: string; readonly methods: readonly string[] };

type Listed = { readonly name: string; readonly config: { readonly bindings: readonly Record<string, unknown>[] } };

/** Every HTTP function of the running app: what Azure would route to. */
export async function routesOf(functions: string): Promise<readonly Route[]> {
  const listed = (await (await fetch(new URL("/admin/functions", functions))).json()) as readonly Listed[];
  return listed.flatMap(({ name, config }) =>
    config.bindings
      .filter(({ type }) => String(type).toLowerCase() === "httptrigger")
      .map(({ route, methods }) => ({
        name,
        route: String(route),
        methods: (methods as readonly string[]).map((method) => method.toUpperCase()),
      })),
  );
}

/** The route's address, with something in the place of each parameter. */
export function pathOf({ route }: Route, id: string): string {
  return `/${route
    .replace(/\{\*[^}]*\}/, "inbox")
    .replace(/\{nothing[^}]*\}/, "")
    .replace(/\{[^}]*\}/g, id)}`;
}
