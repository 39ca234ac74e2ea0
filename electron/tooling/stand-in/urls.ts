const host = /^([a-z0-9.-]*)\.([a-z-]+)\.stand-in$/;

/** Chromium knows no `app:` scheme, so `app://tincture/x` is shown to it as `https://tincture.app.stand-in/x`. No such host is ever asked: every request is answered here. */
export const toPage = (url: string): string =>
  url.replace(/^([a-z-]+):\/\/([a-z0-9.-]+)/, (_all, scheme: string, name: string) => `https://${name}.${scheme}.stand-in`);

export const toApp = (url: string): string => {
  const parsed = new URL(url);
  const [, name, scheme] = host.exec(parsed.hostname) ?? [];
  return name === undefined || scheme === undefined ? url : `${scheme}://${name}${parsed.pathname}${parsed.search}`;
};

/** The origin as the app would see it. */
export const originOf = (url: string): string => {
  const [, name, scheme] = host.exec(new URL(url).hostname) ?? [];
  return name === undefined || scheme === undefined ? new URL(url).origin : `${scheme}://${name}`;
};

/** A content security policy names schemes; the page needs the hosts that stand for them. */
export const policyToPage = (policy: string, schemes: readonly string[]): string =>
  schemes.reduce(
    (text, scheme) => text.replaceAll(new RegExp(`(?<=\\s)${scheme}:(?=[\\s;]|$)`, 'g'), `https://*.${scheme}.stand-in`),
    policy,
  );
