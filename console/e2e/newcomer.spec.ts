/** Somebody who has never seen the console, on an empty machine: from the address to a decision record. */
import { chooseOption, prepareApproval, sendApproval } from './decision';
import { expect, test } from './downline';

test('a newcomer signs in, watches the day, reports a disruption, tries an idea and decides, within five minutes', async ({ browser, downline, seen }) => {
  test.setTimeout(300_000);
  await downline.loadDay();
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.on('pageerror', (error) => seen.faults.push(String(error)));
  page.on('request', (request) => new URL(request.url()).origin === downline.address || seen.foreign.push(request.url()));
  await page.goto(downline.address);

  // One click where the server has demo keys; no form, no manual.
  await page.getByRole('button', { name: /^duty manager/ }).click();
  await expect(page.getByText('DEMO DATA')).toBeVisible();
  await expect(page.getByRole('grid', { name: 'Movements by aircraft' })).toBeVisible();

  // The tour is three marks, and can be left.
  const tour = page.getByRole('dialog', { name: /^Tour, 1 of 3/ });
  await expect(tour).toBeVisible();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Skip the tour' }).click();
  await page.reload();
  await expect(page.getByRole('grid', { name: 'Movements by aircraft' })).toBeVisible();
  await expect(page.getByRole('dialog', { name: /^Tour/ })).toHaveCount(0);

  // The day runs: the clock moves, and the picture with it.
  await page.getByRole('combobox', { name: 'Speed of the clock' }).selectOption('600');
  await expect(page.getByRole('gridcell', { name: /, departed/ }).first()).toBeAttached({ timeout: 30_000 });
  await page.getByRole('combobox', { name: 'Speed of the clock' }).selectOption('0');

  // A flight is cancelled: said in the airline's own words.
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  const words = page.getByRole('textbox', { name: /words/i });
  await words.fill('B61010 is cancelled, delay code 63');
  await page.getByRole('button', { name: 'Read it and open a case' }).click();
  await expect(page).toHaveURL(/\/situations\/C\d+/, { timeout: 30_000 });
  await expect(page.getByRole('region', { name: 'Options side by side' }).getByRole('button', { name: /Do nothing/ })).toBeVisible({ timeout: 120_000 });

  // Own ideas are options among the others; a bad one says why it is bad.
  const caseId = /situations\/(C\d+)/.exec(page.url())![1]!;
  await page.goto(`${downline.address}/ops?draft=${caseId}`);
  await expect(page.getByText('SCENARIO, not live')).toBeVisible();
  const grid = page.getByRole('grid', { name: 'Movements by aircraft' });
  await page.getByRole('searchbox', { name: 'Filter by flight, tail or station' }).fill('B6117');
  await grid.focus();
  await page.keyboard.press('ArrowRight');
  for (let times = 0; times < 4; times++) await page.keyboard.press('}');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('list', { name: 'Changes of the idea' }).getByRole('listitem')).toHaveCount(1);
  await expect(page.getByText(/no check fails|check fails|checks fail/)).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Check my idea' }).click();
  await expect(page).toHaveURL(/plan=C\d+-P\d+/, { timeout: 90_000 });
  await expect(page.getByRole('region', { name: 'Options side by side' })).toContainText('hand-made');

  const { items } = await downline.ask<{ items: { label: string; legal: boolean; kind: string; operations: unknown[] }[] }>('GET', `cases/${caseId}/plans`);
  const legal = items.find((one) => one.legal && one.operations.length > 0)!;
  await chooseOption(page, legal.label);
  await prepareApproval(page, 'first day, first decision');
  await sendApproval(page);
  await expect(page.getByRole('list', { name: 'Carrying out' })).toContainText('Carried out on the network', { timeout: 60_000 });
  await page.getByRole('button', { name: 'Read the decision record' }).click();
  await expect(page.getByText(/the chain of hashes holds/)).toBeVisible();
  await context.close();
});
