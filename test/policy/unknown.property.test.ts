import { promises } from "./unknown-promises";

// The same promises with 10,000 cases each are kept in test/conformance/policy-unknown.test.ts.
promises(1000);
