import type { Tab } from '../../app/dock.svelte';

export const tab: Tab = { id: 'detail', title: 'Detail', order: 10, load: () => import('./Detail.svelte') };
