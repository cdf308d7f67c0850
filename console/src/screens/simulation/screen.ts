import { api } from '../../api/client';
import { notices } from '../../app/notices.svelte';
import { route } from '../../app/route.svelte';
import type { Screen } from '../../app/screens';

async function step(minutes: number): Promise<void> {
  try {
    await api.POST('/api/v1/simulation/step', { body: { minutes } });
    notices.say(`The clock went on by ${minutes} min.`);
  } catch (error) {
    notices.refuse('The clock was not moved', error);
  }
}

export const screen: Screen = {
  id: 'simulation',
  title: 'Simulation',
  path: '/simulation',
  key: 'r',
  order: 70,
  icon: 'M12 8v4l3 2M3.5 12a8.5 8.5 0 1 0 2.6-6.1M3.5 4v4h4',
  load: () => import('./Simulation.svelte'),
  commands: [
    { id: 'step-5', title: 'Step the clock 5 min', run: () => void step(5) },
    { id: 'step-60', title: 'Step the clock 1 h', run: () => void step(60) },
    { id: 'inject', title: 'Inject a disruption', run: () => route.go('/simulation') },
  ],
};
