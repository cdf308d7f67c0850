/** How the distribution's Chromium is started: no sandbox in containers, nothing that looks for the network. */
import { existsSync } from 'node:fs';

const found = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((one) => one && existsSync(one));
if (!found) throw new Error('No Chromium found: install the package chromium, or name it in CHROMIUM.');

export const launchOptions = {
  executablePath: found,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
};
