/** Every screen, dark and light, by axe: nothing serious. */
import AxeBuilder from '@axe-core/playwright';
import { CANCELLED, expect, signedIn, test } from './downline';

const PATHS = ['/ops', '/situations', '/situations/CASE', '/inbox', '/hub/JFK', '/gates/JFK', '/crew', '/passengers', '/map', '/costs', '/simulation', '/knowledge?q=minimum+rest', '/audit', '/settings'];

for (const theme of ['dark', 'light']) {
  test(`no screen has a serious finding in ${theme}`, async ({ browser, downline }) => {
    test.setTimeout(300_000);
    await downline.loadDay();
    const caseId = await downline.proposed(CANCELLED);
    const context = await signedIn(browser, downline, 'duty-manager', { theme });
    const page = await context.newPage();
    const found: string[] = [];
    for (const path of PATHS) {
      await page.goto(downline.address + path.replace('CASE', caseId));
      await page.waitForTimeout(2_500);
      const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
      for (const one of violations.filter((violation) => violation.impact === 'serious' || violation.impact === 'critical')) {
        found.push(`${path}: ${one.id}: ${one.nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.failureSummary?.split('\n')[1] ?? ''}`).join(' | ')}`);
      }
    }
    await context.close();
    expect(found).toEqual([]);
  });
}
