import { describe, expect, it } from 'vitest';
import { originOf, policyToPage, toApp, toPage } from './urls.ts';

describe('addresses of the stand-in', () => {
  it.each([
    ['app://tincture/', 'https://tincture.app.stand-in/'],
    ['app://tincture/assets/index.js', 'https://tincture.app.stand-in/assets/index.js'],
    ['studio-image://picture/00ff?size=256', 'https://picture.studio-image.stand-in/00ff?size=256'],
  ])('%s is %s to the page, and back', (app, page) => {
    expect(toPage(app)).toBe(page);
    expect(toApp(page)).toBe(app);
  });

  it('leaves foreign ones alone, so that a check of the origin can fail', () => {
    expect(toApp('https://example.com/x')).toBe('https://example.com/x');
    expect(originOf('https://tincture.app.stand-in/x')).toBe('app://tincture');
    expect(originOf('https://tincture.app.stand-in.example.com/x')).toBe('https://tincture.app.stand-in.example.com');
  });

  it('widens a policy by the hosts of its schemes and nothing else', () => {
    expect(policyToPage("default-src 'none'; img-src 'self' studio-image: data:; connect-src 'self'", ['app', 'studio-image'])).toBe(
      "default-src 'none'; img-src 'self' https://*.studio-image.stand-in data:; connect-src 'self'",
    );
  });
});
