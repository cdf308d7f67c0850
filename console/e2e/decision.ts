/** Deciding in the page, as a person does it. */
import { expect, type Page } from '@playwright/test';

/** Choose an option by its label in the matrix of options. */
export async function chooseOption(page: Page, label: string | RegExp): Promise<void> {
  await page.getByRole('region', { name: 'Options side by side' }).getByRole('button', { name: label, exact: false }).first().click();
}

/** Open the dialog of approval, and fill it in as far as it can be. */
export async function prepareApproval(page: Page, reason: string): Promise<void> {
  await page.getByRole('region', { name: 'Decision', exact: true }).getByRole('button', { name: 'Approve…' }).click();
  const dialog = page.getByRole('dialog', { name: /Approve/ });
  const seen = dialog.getByRole('checkbox', { name: /I have seen \d+ unchecked/ });
  await expect(dialog.getByRole('textbox', { name: /Reason/ })).toBeVisible();
  if (await seen.isVisible()) await seen.check();
  await dialog.getByRole('textbox', { name: /Reason/ }).fill(reason);
}

/** Press the button that approves. */
export async function sendApproval(page: Page): Promise<void> {
  await page.getByRole('dialog', { name: /Approve/ }).getByRole('button', { name: /^Approve revision/ }).click();
}
