import type { Random } from "../seams";

/** A delivery tag is the lock token in the byte order of .NET, whose first three groups run backwards. The swap undoes itself. */
const SWAPPED = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

export function tagOf(token: string): Buffer {
  const bytes = bytesOfToken(token);
  return Buffer.from(SWAPPED.map((place) => bytes.readUInt8(place)));
}

/** Undefined where the tag is none of ours. */
export function tokenOfTag(tag: Buffer | string): string | undefined {
  if (!Buffer.isBuffer(tag) || tag.length !== 16) return undefined;
  return tokenOfBytes(Buffer.from(SWAPPED.map((place) => tag.readUInt8(place))));
}

/** As it stands in a management request: in the order in which it is read. */
export function bytesOfToken(token: string): Buffer {
  return Buffer.from(token.replaceAll("-", ""), "hex");
}

export function tokenOfBytes(bytes: Buffer): string {
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Four draws instead of a byte at a time: every delivery needs one. */
export function newToken(random: Random): string {
  const bytes = Buffer.alloc(16);
  for (const place of [0, 4, 8, 12]) bytes.writeUInt32BE(Math.floor(random.next() * 2 ** 32), place);
  return tokenOfBytes(bytes);
}
