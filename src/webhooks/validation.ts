/** Where Event Grid itself is, in each of Azure's clouds: it names itself so in WebHook-Request-Origin. */
export const EVENT_GRID = ["eventgrid.azure.net", "eventgrid.azure.us", "eventgrid.azure.cn"] as const;

/** Azure gives port 553 in the addresses that it waits at. */
const PORTS = ["", "443", "553"];
const TIMEOUT_MS = 10_000;

/** Whether an address is one at which Event Grid waits for a visit: others are never asked. It carries a token. */
export function isValidationUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, port, username, password } = new URL(text);
  return (
    protocol === "https:" &&
    username === "" &&
    password === "" &&
    PORTS.includes(port) &&
    EVENT_GRID.some((host) => hostname.endsWith(`.${host}`))
  );
}

/** Tells Event Grid that its events are wanted here. Throws where it cannot be reached, without the address. */
export async function visit(url: string): Promise<void> {
  const { status } = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (status !== 200) throw new Error(`Event Grid answered the visit of its validation address with ${status}.`);
}
