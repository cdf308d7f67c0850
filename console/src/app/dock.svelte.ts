/** Which tab of the dock is shown. A folder under `dock/` with a `tab.ts` is a tab. */
import type { Component } from 'svelte';
import { preferences } from './preferences.svelte';

export interface Tab {
  id: string;
  title: string;
  order: number;
  load: () => Promise<{ default: Component }>;
}

class DockState {
  tab = $state('detail');

  /** Open the dock at a tab. */
  show(tab: string): void {
    this.tab = tab;
    if (!preferences.dockOpen) preferences.set({ dockOpen: true });
  }
}

export const dock = new DockState();
