import { networkInterfaces } from "node:os";
import fc from "fast-check";
import { isPublic } from "../../src/notify/address";

test.each([
  ["loopback", "127.0.0.1"],
  ["all of loopback", "127.8.9.10"],
  ["this host", "0.0.0.0"],
  ["a private network", "10.1.2.3"],
  ["another private network", "172.16.0.1"],
  ["a third private network", "192.168.1.1"],
  ["link-local: the metadata service of a virtual machine", "169.254.169.254"],
  ["link-local: the identity endpoint of App Service", "169.254.130.1"],
  ["Azure's platform", "168.63.129.16"],
  ["carrier-grade NAT: metadata of other clouds", "100.100.100.200"],
  ["multicast", "224.0.0.1"],
  ["broadcast", "255.255.255.255"],
  ["reserved", "240.0.0.1"],
  ["documentation", "203.0.113.9"],
  ["benchmarking", "198.18.0.1"],
  ["IPv6 loopback", "::1"],
  ["IPv6 unspecified", "::"],
  ["IPv6 link-local", "fe80::1"],
  ["IPv6 link-local with a zone", "fe80::1%eth0"],
  ["IPv6 unique local", "fd00:ec2::254"],
  ["IPv6 site-local", "fec0::1"],
  ["IPv6 multicast", "ff02::1"],
  ["IPv6 documentation", "2001:db8::1"],
  ["loopback as IPv4-mapped IPv6", "::ffff:127.0.0.1"],
  ["the same in hexadecimal", "::ffff:7f00:1"],
  ["the metadata service as IPv4-mapped IPv6", "::ffff:a9fe:a9fe"],
  ["Azure's platform as IPv4-mapped IPv6", "::ffff:168.63.129.16"],
  ["an IPv4-compatible address", "::10.0.0.1"],
  ["a public one in the same old spelling", "::808:808"],
  ["an IPv4-translated address", "::ffff:0:127.0.0.1"],
  ["NAT64", "64:ff9b::7f00:1"],
  ["6to4", "2002:7f00:1::"],
  ["Teredo", "2001:0:7f00:1::"],
  ["no address", "localhost"],
  ["nothing", ""],
])("%s is not public: %s", (_, address) => {
  expect(isPublic(address)).toBe(false);
});

test.each(["8.8.8.8", "52.96.10.1", "172.32.0.1", "2606:4700:4700::1111", "2a01:111:f400::1", "::ffff:8.8.8.8"])(
  "an address of the Internet is public: %s",
  (address) => {
    expect(isPublic(address)).toBe(true);
  },
);

test("no address of a private network is public, in whatever spelling", () => {
  const byte = fc.nat(255);
  const privateOnes = fc.oneof(
    fc.tuple(fc.constantFrom(10, 127, 0), byte, byte, byte),
    fc.tuple(fc.constant(192), fc.constant(168), byte, byte),
    fc.tuple(fc.constant(169), fc.constant(254), byte, byte),
    fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), byte, byte),
  );
  fc.assert(
    fc.property(privateOnes, ([a, b, c, d]) => {
      const hex = (one: number, other: number) => ((one << 8) | other).toString(16);
      const dotted = [a, b, c, d].join(".");
      for (const spelling of [dotted, `::ffff:${dotted}`, `::ffff:${hex(a, b)}:${hex(c, d)}`, `::${dotted}`])
        expect(isPublic(spelling)).toBe(false);
    }),
  );
});

test("none of this machine's own addresses on a private network counts as public", () => {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const inner = own.filter(({ internal }) => internal).map(({ address }) => address);
  expect(inner.filter(isPublic)).toEqual([]);
});
