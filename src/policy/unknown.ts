/** Thrown where an expression touches a fact that nobody gave. It passes through `&&` and `||` as CEL's errors do. */
export class UnknownFact extends Error {
  override readonly name = "UnknownFact";

  readonly fact: string;

  constructor(fact: string, why: string) {
    super(`${fact} is not known: ${why}`);
    this.fact = fact;
  }
}
