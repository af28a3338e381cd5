const HOME = "/console";

/** Where to go after signing in or out: a path on this site, whatever was asked for. */
export function returnTo(asked: string | null | undefined, { origin }: URL): string {
  if (!asked?.startsWith("/") || !URL.canParse(asked, origin)) return HOME;
  const url = new URL(asked, origin);
  // A browser takes a path that begins with two slashes for another host, which /x/..//host becomes.
  if (url.origin !== origin || url.pathname.startsWith("//")) return HOME;
  return `${url.pathname}${url.search}${url.hash}`;
}
