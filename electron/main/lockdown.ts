import { app, session, type WebContents } from 'electron';
import { appOrigin } from './origins.ts';

/** `app:` is no special scheme to Node's URL, so its origin is compared as text. */
const isOurs = (url: string): boolean => url === appOrigin || url.startsWith(`${appOrigin}/`);

/** No navigation away, no new windows, no webviews. */
const lockContents = (contents: WebContents): void => {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
};

/** The clipboard is written by `Copy prompt`; nothing else is ever asked for. */
const allowed: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

export const lockDown = (): void => {
  app.on('web-contents-created', (_event, contents) => lockContents(contents));
};

export const denyPermissions = (): void => {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, permission, answer) => answer(allowed.has(permission)));
  defaultSession.setPermissionCheckHandler((_contents, permission) => allowed.has(permission));
  defaultSession.setDevicePermissionHandler(() => false);
};
