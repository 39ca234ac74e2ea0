import { join } from 'node:path';
import { startStandIn } from '../../electron/tooling/stand-in/app.ts';
import type { Launch } from './driver.ts';

/** The built main and preload bundles on a stand-in for Electron, the page in a real Chromium. */
export const launchStandIn: Launch = ({ home, browser, opens }) =>
  startStandIn({
    browser,
    args: opens,
    context: { viewport: { width: 1360, height: 880 }, permissions: ['clipboard-read', 'clipboard-write'] },
    profile: join(home, 'profile.json'),
    env: { TINCTURE_HOME: home },
  });
