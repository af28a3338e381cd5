type Holds = (value: string) => boolean;

const GUID = /^[{(]?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}[)}]?$/i;
const INT_MAX = 2n ** 31n;
const LONG_MAX = 2n ** 63n;

/** ASP.NET's inline constraints, by name; the arguments are those in the parentheses. */
const CONSTRAINTS: Readonly<Record<string, (args: readonly string[], whole: string) => Holds>> = {
  int: () => (value) => isWhole(value, INT_MAX),
  long: () => (value) => isWhole(value, LONG_MAX),
  bool: () => (value) => /^(true|false)$/i.test(value),
  datetime: () => (value) => !Number.isNaN(Date.parse(value)),
  decimal: () => isNumber,
  double: () => isNumber,
  float: () => isNumber,
  guid: () => (value) => GUID.test(value),
  alpha: () => (value) => /^[a-z]*$/i.test(value),
  required: () => (value) => value !== "",
  minlength:
    ([least]) =>
    (value) =>
      value.length >= Number(least),
  maxlength:
    ([most]) =>
    (value) =>
      value.length <= Number(most),
  length:
    ([least, most = least]) =>
    (value) =>
      value.length >= Number(least) && value.length <= Number(most),
  min:
    ([least]) =>
    (value) =>
      isWhole(value, LONG_MAX) && Number(value) >= Number(least),
  max:
    ([most]) =>
    (value) =>
      isWhole(value, LONG_MAX) && Number(value) <= Number(most),
  range:
    ([least, most]) =>
    (value) =>
      isWhole(value, LONG_MAX) && Number(value) >= Number(least) && Number(value) <= Number(most),
  regex: (_, whole) => {
    const pattern = new RegExp(whole.replaceAll("{{", "{").replaceAll("}}", "}"), "i");
    return (value) => pattern.test(value);
  },
};

/** The check that `int` or `range(1,5)` asks for; undefined for what is no constraint. */
export function constraintNamed(text: string): Holds | undefined {
  const [, name = "", , whole = ""] = /^([a-z]+)(\((.*)\))?$/is.exec(text) ?? [];
  const make = CONSTRAINTS[name.toLowerCase()];
  try {
    return make?.(
      whole.split(",").map((part) => part.trim()),
      whole,
    );
  } catch {
    return undefined; // A regular expression that is none.
  }
}

function isWhole(value: string, limit: bigint): boolean {
  if (!/^[+-]?\d{1,20}$/.test(value)) return false;
  const number = BigInt(value.replace("+", ""));
  return number >= -limit && number < limit;
}

function isNumber(value: string): boolean {
  return value.trim() !== "" && Number.isFinite(Number(value));
}
