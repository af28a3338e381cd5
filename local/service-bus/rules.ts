/** Which messages of a topic a subscription takes. */
export type Rule =
  | { readonly kind: "all" }
  | { readonly kind: "none" }
  | {
      readonly kind: "correlation";
      /** By the config file's names, such as `Label`. */
      readonly traits: Readonly<Record<string, string>>;
      readonly properties: Readonly<Record<string, string | number | boolean>>;
    };

/** What correlation filters look at. */
export type Traits = {
  /** By the config file's names: ContentType, CorrelationId, Label, MessageId, ReplyTo, ReplyToSessionId, SessionId, To. */
  readonly traits: Readonly<Record<string, unknown>>;
  /** Application properties. */
  readonly properties: Readonly<Record<string, unknown>>;
};

/** A subscription without rules takes everything, as one does whose `$Default` rule nobody has removed. */
export function takes(rules: readonly Rule[], traits: () => Traits): boolean {
  return rules.length === 0 || rules.some((rule) => matches(rule, traits));
}

function matches(rule: Rule, traits: () => Traits): boolean {
  if (rule.kind !== "correlation") return rule.kind === "all";
  const found = traits();
  return isPart(rule.traits, found.traits) && isPart(rule.properties, found.properties);
}

function isPart(wanted: Readonly<Record<string, unknown>>, found: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(wanted).every(([name, value]) => found[name] === value);
}
