/** What is true on every screen: weight, origin, states, roles, themes. */
import { gzipSync } from 'node:zlib';
import { expect, test } from './downline';

test('the first screen loads less than 200 kB of script, compressed', async ({ open, downline }) => {
  await downline.loadDay();
  const page = await open('/settings');
  const scripts: Promise<Buffer>[] = [];
  page.on('response', (answer) => answer.url().endsWith('.js') && scripts.push(answer.body()));
  await page.goto(`${downline.address}/ops`);
  await expect(page.getByRole('grid', { name: 'Movements by aircraft' })).toBeVisible();
  const bytes = (await Promise.all(scripts)).reduce((sum, body) => sum + gzipSync(body).length, 0);
  console.log(`first load of /ops: ${scripts.length} scripts, ${bytes} bytes gzip`);
  expect(scripts.length).toBeGreaterThan(3);
  expect(bytes).toBeLessThan(200_000);
});

test('a panel whose source fails says what failed and what to do, and recovers', async ({ open, downline }) => {
  await downline.loadDay();
  const page = await open('/settings');
  await page.route('**/api/v1/costs/summary', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"title":"Down","detail":"The database is away.","status":503}' }));
  await page.goto(`${downline.address}/costs`);
  await expect(page.getByRole('alert').filter({ hasText: 'The database is away.' }).first()).toBeVisible();
  await page.unroute('**/api/v1/costs/summary');
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await expect(page.getByText('still to come if nobody intervenes')).toBeVisible();
});

test('a theme is kept by the browser', async ({ open }) => {
  const page = await open('/settings');
  await page.getByRole('radio', { name: 'Light' }).or(page.getByRole('button', { name: 'Light' })).first().click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
});

test('a key that the server does not know gets no further than the door', async ({ browser, downline }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(downline.address);
  await page.getByLabel('Key').fill('not-a-key');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('does not know that key');
  await context.close();
});

test('what was known at a moment can be looked at, and is marked as past', async ({ open, downline }) => {
  await downline.loadDay();
  await downline.ask('POST', 'simulation/step', { to: '2013-02-08T14:00:00Z' });
  const page = await open('/ops?at=2013-02-08T10:00:00Z');
  await expect(page.getByText('You see what was known at 08 Feb 10:00Z')).toBeVisible();
  await expect(page.getByRole('gridcell', { name: /, departed/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Back to live' }).click();
  await expect(page.getByRole('gridcell', { name: /, departed/ }).first()).toBeAttached();
});

test('a flight is moved by hand, undone and redone, and nothing live changes', async ({ open, downline }) => {
  await downline.loadDay();
  const page = await open('/ops?q=B6133');
  await page.getByRole('button', { name: 'Edit a scenario' }).click();
  await expect(page.getByText('SCENARIO, not live')).toBeVisible();
  const before = await downline.ask<{ version: number }>('GET', 'simulation');
  await page.getByRole('grid', { name: 'Movements by aircraft' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('}');
  await page.keyboard.press('Enter');
  const changes = page.getByRole('list', { name: 'Changes of the idea' }).getByRole('listitem');
  await expect(changes).toHaveCount(1);
  await page.keyboard.press('Control+z');
  await expect(changes).toHaveCount(0);
  await page.keyboard.press('Control+Shift+z');
  await expect(changes).toHaveCount(1);
  await expect(page.getByText(/no check fails|check fails|checks fail/)).toBeVisible({ timeout: 60_000 });
  await page.reload();
  await expect(changes).toHaveCount(1);
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(page.getByText('SCENARIO, not live')).toHaveCount(0);
  expect(await downline.ask<{ version: number }>('GET', 'simulation')).toMatchObject({ version: before.version });
});
