/** A storm, from the alert to the executed plan. */
import { chooseOption, prepareApproval, sendApproval } from './decision';
import { expect, test } from './downline';

test('a storm is reported, taken, looked at, decided by two and carried out', async ({ open, downline }) => {
  test.setTimeout(600_000);
  await downline.loadDay();
  const page = await open('/simulation');
  await page.getByRole('button', { name: /^Report now: JFK closed/ }).first().click();
  const alerts = page.getByRole('complementary', { name: 'Situations' });
  const card = alerts.getByRole('article', { name: /JFK closed/ }).first();
  await expect(card).toBeVisible({ timeout: 30_000 });
  await card.getByRole('button', { name: /JFK closed/ }).first().click();
  await expect(page).toHaveURL(/\/situations\/C\d+/);
  const caseId = /situations\/(C\d+)/.exec(page.url())![1]!;
  await alerts.getByRole('group', { name: /Act on .*JFK closed/ }).getByRole('button', { name: /^Take/ }).click();
  await expect(card).toContainText('Mine');

  // Facts come while the search runs, options one by one, doing nothing among them.
  const matrix = page.getByRole('region', { name: 'Options side by side' });
  await expect(matrix.getByRole('button', { name: /Do nothing/ })).toBeVisible({ timeout: 240_000 });
  await expect(matrix).toContainText('USD');
  await expect(matrix.locator('button[aria-pressed="true"]')).toHaveCount(0);
  const { items } = await downline.ask<{ items: { plan_id: string; label: string; legal: boolean; operations: unknown[] }[] }>('GET', `cases/${caseId}/plans`);
  const plan = items.find((one) => one.legal && one.operations.length > 0)!;

  // The plan is looked at on the Gantt, beside live.
  await chooseOption(page, plan.label);
  await page.goto(`${downline.address}/ops?plan=${plan.plan_id}&only=changed`);
  await expect(page.getByText(/\d+ differ/)).toBeVisible({ timeout: 30_000 });

  // Two people where the policy says so.
  await page.goto(`${downline.address}/situations/${caseId}?plan=${plan.plan_id}`);
  await prepareApproval(page, 'least harm for what it costs');
  await sendApproval(page);
  const done = page.getByRole('list', { name: 'Carrying out' });
  const half = page.getByText(/approved once by demo-duty-manager/).first();
  await expect(done.or(half).first()).toBeVisible({ timeout: 120_000 });
  if (await half.isVisible()) {
    const second = await open(`/situations/${caseId}?plan=${plan.plan_id}`, 'admin');
    await prepareApproval(second, 'seen and agreed');
    await sendApproval(second);
  }
  await expect(done).toContainText('Carried out on the network', { timeout: 120_000 });
  const cancelled = await downline.ask<{ total: number }>('GET', 'flights?own=true&status=cancelled&limit=1');
  expect(cancelled.total).toBeGreaterThan(20);

  // The live picture is now the plan's.
  await page.goto(`${downline.address}/ops`);
  await expect(page.getByRole('button', { name: /^Cancelled \d+/ })).toHaveText(new RegExp(`Cancelled\\s*${cancelled.total}`));
});
