/** Where a figure comes from: a dialog over whatever screen asks, with the tool run behind it. */
import type { ToolRunReference } from './reference';

export type { ToolRunReference };

class Shown {
  reference = $state.raw<ToolRunReference>();
}

export const shown = new Shown();
let mounted: Promise<void> | undefined;

/** Show the tool run that a figure comes from. */
export function openToolRun(reference: ToolRunReference): void {
  shown.reference = reference;
  mounted ??= mountOnce();
}

async function mountOnce(): Promise<void> {
  try {
    const [{ mount }, { default: ToolRunDialog }] = await Promise.all([import('svelte'), import('./ToolRunDialog.svelte')]);
    mount(ToolRunDialog, { target: document.body });
  } catch (error) {
    mounted = undefined;
    shown.reference = undefined;
    const { notices } = await import('../../app/notices.svelte');
    notices.refuse('The tool run could not be shown', error);
  }
}
