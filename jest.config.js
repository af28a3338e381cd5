const common = {
  rootDir: __dirname,
  testEnvironment: "node",
  transform: {
    "^.+\\.[jt]s$": [
      "@swc/jest",
      {
        jsc: { parser: { syntax: "typescript" }, target: "es2022" },
        module: { type: "commonjs" },
        sourceMaps: "inline",
      },
    ],
  },
  // Jest's own loader cannot require the one package that is ESM alone.
  transformIgnorePatterns: ["/node_modules/(?!@marcbachmann/)"],
  modulePathIgnorePatterns: ["<rootDir>/dist", "<rootDir>/build", "<rootDir>/.local"],
};
const project = (displayName, ...folders) => ({
  ...common,
  displayName,
  testMatch: folders.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
});

/** Each folder of test/ is one project; `jest --selectProjects unit` runs one of them. */
module.exports = {
  // A busy machine of two cores: a test that takes this long hangs, it is not slow.
  testTimeout: 60_000,
  // On two cores there is one worker, and what a test file leaves behind adds up: a worker that has grown begins anew.
  workerIdleMemoryLimit: "1GB",
  // npm run coverage: where a decision is made and carried out, no line and no branch is without a test.
  coverageProvider: "v8",
  collectCoverageFrom: [
    "src/{approval,people,workflow}/**/*.ts",
    "src/arm/operation.ts",
    "src/audit/chain.ts",
    "!src/{approval/delivery,approval/model,people/bodies}.ts", // Types and schemas: nothing is decided there.
  ],
  coverageThreshold: { global: { lines: 100, branches: 100, functions: 100, statements: 100 } },
  coverageReporters: ["text"],
  projects: [
    project(
      "unit",
      "approval",
      "workflow",
      "intake",
      "people",
      "identity",
      "http",
      "webhooks",
      "policy",
      "arm",
      "audit",
      "notify",
      "functions",
      "config",
      "local",
      "cli",
      "console",
      "infra",
      "lint",
    ),
    project("security", "security"),
    project("conformance", "conformance"),
    project("e2e", "e2e"),
    project("crash", "crash"),
    // Skipped with a loud line where there is no Chromium.
    project("browser", "browser"),
  ],
};
