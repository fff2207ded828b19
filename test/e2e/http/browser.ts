import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { lacking } from '../../servers/requirement.js';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The Chromium of this machine, or that of `CHROMIUM`. Null where there is none. */
export async function startBrowser(): Promise<Browser | null> {
  const file = process.env['CHROMIUM'] ?? places.find((place) => existsSync(place));
  if (file === undefined) return lacking('Chromium', 'it is not installed');
  // The sandbox of the browser cannot be had as root.
  const root = process.getuid?.() === 0;
  return chromium.launch({ executablePath: file, ...(root ? { args: ['--no-sandbox'] } : {}) });
}
