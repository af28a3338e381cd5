import { promises } from "../policy/unknown-promises";

jest.setTimeout(300_000);

promises(10_000);
