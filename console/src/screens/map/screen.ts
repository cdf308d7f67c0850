import type { Screen } from '../../app/screens';

export const screen: Screen = {
  id: 'map',
  title: 'Map',
  path: '/map',
  key: 'm',
  order: 55,
  icon: 'M9 4L3.5 6v14L9 18l6 2 5.5-2V4L15 6zM9 4v14M15 6v14',
  load: () => import('./Map.svelte'),
};
