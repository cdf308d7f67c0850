/** The whole journey without a mouse. */
import { expect, test } from './downline';

test('by keyboard alone: report, read, choose, decide, and find the flight on the Gantt', async ({ open, downline }) => {
  test.setTimeout(300_000);
  await downline.loadDay();
  const page = await open('/ops');
  const keys = page.keyboard;
  await expect(page.getByRole('grid', { name: 'Movements by aircraft' })).toBeVisible();

  // The palette finds a flight, and the Gantt shows it.
  await keys.press('Control+k');
  await keys.type('B61010');
  await expect(page.getByRole('listbox', { name: 'Found' }).getByRole('option').first()).toContainText('B61010');
  await keys.press('Enter');
  await expect(page.getByRole('tab', { name: 'Detail' }).or(page.getByRole('button', { name: 'Detail' })).first()).toBeVisible();

  // A report in words: Tab alone reaches the field and its button.
  await keys.press('g');
  await keys.press('s');
  const words = page.getByRole('textbox', { name: /words/i });
  await expect(words).toBeVisible();
  await tabTo(page, words);
  await keys.type('B61010 is cancelled, delay code 63');
  await keys.press('Tab');
  for (let step = 0; step < 12 && !(await page.evaluate(() => /Read it and open/.test(document.activeElement?.textContent ?? ''))); step++) await keys.press('Tab');
  await keys.press('Enter');
  await expect(page).toHaveURL(/\/situations\/C\d+/, { timeout: 30_000 });
  const caseId = /situations\/(C\d+)/.exec(page.url())![1]!;
  await expect(page.getByRole('region', { name: 'Options side by side' }).getByRole('button', { name: /Do nothing/ })).toBeVisible({ timeout: 120_000 });

  // The number keys choose, Ctrl Enter opens the decision; a single key never decides.
  const plans = (await downline.ask<{ items: { legal: boolean; operations: unknown[] }[] }>('GET', `cases/${caseId}/plans`)).items;
  const place = plans.findIndex((one) => one.legal && one.operations.length > 0) + 1;
  await page.locator('#screen').focus();
  await keys.press(String(place));
  await expect(page).toHaveURL(/plan=/);
  await keys.press('Enter');
  await keys.press('y');
  expect((await downline.ask<{ decisions: unknown[] }>('GET', `cases/${caseId}`)).decisions).toEqual([]);
  await expect(page.getByRole('region', { name: 'Decision', exact: true }).getByRole('button', { name: 'Approve…' })).toBeEnabled();
  await keys.press('Control+Enter');
  const dialog = page.getByRole('dialog', { name: /Approve/ });
  await expect(dialog.getByRole('textbox', { name: /Reason/ })).toBeVisible();
  const seen = dialog.getByRole('checkbox');
  if ((await seen.count()) > 0) {
    await tabTo(page, seen);
    await keys.press('Space');
  }
  await tabTo(page, dialog.getByRole('textbox', { name: /Reason/ }));
  await keys.type('by hand, without a hand on the mouse');
  await tabTo(page, dialog.getByRole('button', { name: /^Approve revision/ }));
  await keys.press('Enter');
  await expect(page.getByRole('list', { name: 'Carrying out' })).toContainText('Carried out on the network', { timeout: 60_000 });

  // The focus is never lost under what was closed.
  await expect(dialog).toHaveCount(0);
  await keys.press('g');
  await keys.press('o');
  await expect(page.getByRole('grid', { name: 'Movements by aircraft' })).toBeVisible();
  await keys.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible();
  await keys.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toHaveCount(0);
});

/** Press Tab until the element has the focus; fails when a whole round does not reach it. */
async function tabTo(page: import('@playwright/test').Page, element: import('@playwright/test').Locator): Promise<void> {
  for (let step = 0; step < 150; step++) {
    if (await element.evaluate((one) => one === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${element}`);
}
