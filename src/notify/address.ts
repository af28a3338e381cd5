import ipaddr from "ipaddr.js";

/** Azure's own service address on every machine: public by its number, never beyond the host (WireServer). */
const AZURE_PLATFORM = "168.63.129.16";
/** What IANA has given out for the Internet, and how IPv6 spells an IPv4 address: all else leads elsewhere. */
const OUTSIDE = ["2000::/3", "::ffff:0:0/96"].map((range) => ipaddr.parseCIDR(range));

/**
 * Whether an address is one of the public Internet. Loopback, private, link-local (metadata services) and every other
 * special range are not, in whatever spelling; nor is what cannot be read.
 */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const spelled = ipaddr.parse(address);
  if (spelled.kind() === "ipv6" && !OUTSIDE.some((range) => spelled.match(range))) return false;
  const ip = ipaddr.process(address);
  return ip.range() === "unicast" && ip.toString() !== AZURE_PLATFORM;
}
