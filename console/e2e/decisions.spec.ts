/** A decision is made once, by who may, on what was read. */
import { chooseOption, prepareApproval, sendApproval } from './decision';
import { CANCELLED, expect, test } from './downline';

interface PlanRow {
  plan_id: string;
  kind: string;
  label: string;
  status: string;
  legal: boolean;
  operations: { type: string; flight_id?: string; etd?: string }[];
}

test.beforeEach(async ({ downline }) => downline.loadDay());

test('a decision that waits is still there after a reload, in a second browser and after the server was killed', async ({ open, downline }) => {
  const caseId = await downline.proposed(CANCELLED);
  const page = await open(`/situations/${caseId}`);
  const matrix = page.getByRole('region', { name: 'Options side by side' });
  await expect(matrix.getByRole('button', { name: /Do nothing/ })).toBeVisible();
  // Nothing is chosen for anybody.
  await expect(matrix.locator('button[aria-pressed="true"]')).toHaveCount(0);
  const [plan] = (await downline.ask<{ items: PlanRow[] }>('GET', `cases/${caseId}/plans`)).items.filter((one) => one.legal && one.operations.length > 0);
  await chooseOption(page, plan!.label);
  const bar = page.getByRole('region', { name: 'Decision', exact: true });
  await expect(bar.getByRole('button', { name: 'Approve…' })).toBeEnabled();

  await page.reload();
  await expect(bar).toContainText(plan!.label);
  await expect(bar.getByRole('button', { name: 'Approve…' })).toBeEnabled();

  const other = await open(`/situations/${caseId}?plan=${plan!.plan_id}`);
  await expect(other.getByRole('region', { name: 'Decision', exact: true })).toContainText(plan!.label);

  await downline.kill();
  await expect(page.locator('header .state')).toHaveText(/RECONNECTING|STALE/);
  await downline.start();
  await expect(page.locator('header .state')).toHaveText(/LIVE/, { timeout: 30_000 });
  await other.reload();
  await prepareApproval(other, 'the best that is left');
  await sendApproval(other);
  await expect(other.getByRole('list', { name: 'Carrying out' })).toContainText('Carried out on the network');
  await expect(page.getByRole('list', { name: 'Carrying out' })).toContainText('Carried out on the network', { timeout: 30_000 });
});

test('of two who approve at once one wins, and the other is told who', async ({ open, downline }) => {
  const caseId = await downline.proposed(CANCELLED);
  const plans = (await downline.ask<{ items: PlanRow[] }>('GET', `cases/${caseId}/plans`)).items.filter((one) => one.legal && one.operations.length > 0);
  const pages = [await open(`/situations/${caseId}?plan=${plans[0]!.plan_id}`), await open(`/situations/${caseId}?plan=${plans.at(-1)!.plan_id}`, 'admin')];
  for (const page of pages) await prepareApproval(page, 'mine');
  await Promise.all(pages.map(sendApproval));

  const refused = pages.map((page) => page.getByRole('alert').filter({ hasText: 'was first' }));
  await expect.poll(async () => (await refused[0]!.count()) + (await refused[1]!.count()), { timeout: 60_000 }).toBe(1);
  const loser = (await refused[0]!.count()) === 1 ? 0 : 1;
  await expect(refused[loser]!).toContainText(loser === 0 ? 'demo-admin' : 'demo-duty-manager');
  const { decisions } = await downline.ask<{ decisions: { effect: string }[] }>('GET', `cases/${caseId}`);
  expect(decisions.map((one) => one.effect)).toEqual(['approved']);
});

test('a plan under which the network has moved is refused, and says what moved', async ({ open, downline }) => {
  const caseId = await downline.proposed(CANCELLED);
  const plans = (await downline.ask<{ items: PlanRow[] }>('GET', `cases/${caseId}/plans`)).items.filter((one) => one.legal && one.operations.length > 0);
  const plan = plans[0]!;
  const page = await open(`/situations/${caseId}?plan=${plan.plan_id}`);
  await prepareApproval(page, 'as it was read');
  // The first of its own flights is moved by somebody else's command between the reading and the decision.
  const { flights } = await downline.ask<{ flights: { flight_id: string; etd: string; status: string; changed_by: string }[] }>('GET', `plans/${plan.plan_id}/board`);
  const touched = flights.filter((one) => one.changed_by === plan.plan_id && one.status === 'scheduled');
  const moved = touched[0] ?? flights.find((one) => one.status === 'scheduled')!;
  await downline.ask('POST', 'commands/cancel_flight', { flight_id: moved.flight_id, reason_code: '41' });
  await sendApproval(page);

  await expect(page.getByRole('dialog', { name: /Approve/ }).getByRole('alert')).toContainText(/stale|moved|revision/i, { timeout: 60_000 });
  await expect(page.getByRole('dialog', { name: /Approve/ }).getByRole('button', { name: 'Re-check' })).toBeVisible();
  const { decisions } = await downline.ask<{ decisions: unknown[] }>('GET', `cases/${caseId}`);
  expect(decisions).toEqual([]);
});

test('a viewer sees everything and can decide nothing', async ({ open, downline }) => {
  const caseId = await downline.proposed(CANCELLED);
  const page = await open(`/situations/${caseId}`, 'viewer');
  await page.getByRole('region', { name: 'Options side by side' }).getByRole('button', { name: /^1 / }).or(page.locator('th button').first()).first().click();
  const bar = page.getByRole('region', { name: 'Decision', exact: true });
  await expect(bar.getByRole('button', { name: 'Approve…' })).toBeDisabled();
  await expect(bar.getByRole('button', { name: 'Reject…' })).toBeDisabled();
});
