/** What makes a function run by itself: a schedule, or a queue. */
export type Trigger = {
  readonly start: () => Promise<void>;
  /** Nothing starts any more once this resolves; what runs may still be running. */
  readonly stop: () => Promise<void>;
};
