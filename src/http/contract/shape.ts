import * as z from "zod";

/** The same type, whatever in it is readonly and however it was put together. */
type Plain<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends readonly (infer Item)[]
    ? Plain<Item>[]
    : { -readonly [Key in keyof T]: Plain<T[Key]> };
type Same<One, Other> =
  (<T>() => T extends Plain<One> ? 1 : 2) extends <T>() => T extends Plain<Other> ? 1 : 2 ? true : false;

/**
 * A schema of exactly the type `T`, under a name in the API's document. One that says more or less than the type does not
 * compile, so that what is documented cannot drift from what handlers answer and the page reads.
 */
export const shapeOf =
  <T>() =>
  <Schema extends z.ZodType>(
    id: string,
    schema: Same<z.output<Schema>, T> extends true ? Schema : { readonly isNotTheType: Plain<T> },
  ): Schema =>
    (schema as Schema).meta({ id });

/** ISO 8601, UTC. */
export const instant = z.iso.datetime();
/** A SHA-256, as the log and decisions name things by. */
export const hash = z.string();
export const texts = z.array(z.string());
export const count = z.int().min(0);
