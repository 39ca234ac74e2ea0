// The only platform types that numerical code may know: this folder compiles without Node and without a DOM.
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
}
