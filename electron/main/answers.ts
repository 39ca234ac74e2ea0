export const missing = (): Response => new Response(null, { status: 404 });

export const answer = (body: Uint8Array<ArrayBuffer>, type: string, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(body, { headers: { 'content-type': type, 'x-content-type-options': 'nosniff', ...headers } });
