/** What the stand-in (in the app's process) and the page's side (in the test's process) say to each other, structured-cloned. */
export type FromApp =
  | Readonly<{ kind: 'window'; url: string; preload: string }>
  | Readonly<{ kind: 'event'; channel: string; values: readonly unknown[] }>
  | Readonly<{ kind: 'answer'; ask: number; ok: boolean; value: unknown }>
  | Readonly<{ kind: 'schemes'; schemes: readonly string[] }>
  | Readonly<{ kind: 'reload' }>
  | Readonly<{ kind: 'dialog'; title: string; text: string }>;

export type Ask =
  | Readonly<{
      kind: 'invoke';
      channel: string;
      values: readonly unknown[];
      frame: Readonly<{ origin: string; url: string; main: boolean }>;
    }>
  | Readonly<{ kind: 'request'; url: string; method: string }>
  | Readonly<{ kind: 'navigate'; url: string }>
  | Readonly<{ kind: 'open'; url: string }>;

export type ToApp =
  | Readonly<{ kind: 'ask'; ask: number; question: Ask }>
  | Readonly<{ kind: 'crashed' }>
  | Readonly<{ kind: 'closed' }>
  | Readonly<{ kind: 'quit' }>;

/** What a protocol handler answers. */
export type Answer = Readonly<{ status: number; headers: Readonly<Record<string, string>>; body: Uint8Array }>;
