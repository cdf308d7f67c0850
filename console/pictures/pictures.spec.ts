/** Every screen, dark and light, at a desk's and a small screen's size, into `pictures/taken/`. ONLY=ops,crew limits them. */
import { CANCELLED, signedIn, test } from '../e2e/downline';

const SIZES = { desk: { width: 1920, height: 1080 }, small: { width: 1366, height: 768 } };
const STORM = { kind: 'airport_closed', airport: 'JFK', start: '2013-02-08T22:29:00Z', end: '2013-02-09T14:01:00Z', reported_at: '2013-02-08T09:00:00Z' };
const only = (process.env.ONLY ?? '').split(',').filter(Boolean);

test('pictures', async ({ browser, downline }) => {
  await downline.loadDay();
  // The day at work: some hours gone, a flight cancelled, and the storm with its options where there is time for it.
  await downline.ask('POST', 'simulation/step', { to: '2013-02-08T14:00:00Z' });
  const cancelled = await downline.proposed({ ...CANCELLED, reported_at: '2013-02-08T14:00:00Z' });
  const storm = process.env.STORM === 'no' ? cancelled : await downline.proposed({ ...STORM, reported_at: '2013-02-08T14:00:00Z' });
  const { items } = await downline.ask<{ items: { plan_id: string; kind: string }[] }>('GET', `cases/${storm}/plans`);
  const plan = items.find((one) => one.kind !== 'do_nothing')!.plan_id;
  const screens: Record<string, string> = {
    ops: '/ops',
    'ops-plan': `/ops?plan=${plan}&only=changed`,
    situations: '/situations',
    case: `/situations/${storm}`,
    option: `/situations/${storm}?plan=${plan}`,
    inbox: '/inbox',
    hub: '/hub/JFK',
    stands: '/gates/JFK',
    crew: '/crew',
    passengers: '/passengers',
    map: '/map',
    costs: '/costs',
    simulation: '/simulation',
    knowledge: '/knowledge?q=minimum+rest',
    audit: '/audit',
    settings: '/settings',
  };
  for (const theme of ['dark', 'light']) {
    for (const [size, viewport] of Object.entries(SIZES)) {
      const context = await signedIn(browser, downline, 'duty-manager', { theme, viewport, dockOpen: size === 'desk' });
      const page = await context.newPage();
      for (const [name, path] of Object.entries(screens)) {
        if (only.length > 0 && !only.includes(name)) continue;
        await page.goto(downline.address + path);
        await page.waitForTimeout(4_000);
        await page.screenshot({ path: new URL(`./taken/${name}-${theme}-${size}.png`, import.meta.url).pathname });
      }
      await context.close();
    }
  }
});
