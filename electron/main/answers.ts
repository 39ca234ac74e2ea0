/** Node reads its fetch when it is first used, which takes as long as many files of a page: best while nothing is asked for yet. */
export const readyAnswers = (): void => void missing().status;

export const missing = (): Response => new Response(null, { status: 404 });

export const answer = (body: Uint8Array<ArrayBuffer>, type: string, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(body, { headers: { 'content-type': type, 'x-content-type-options': 'nosniff', ...headers } });
