/** Who works at this tab: the key in use and what its role allows. The server checks every role again. */
import type { components } from '../api/schema';

export type Role = 'viewer' | 'controller' | 'duty_manager' | 'admin';
export type SessionView = components['schemas']['SessionView'];

const ORDER: readonly Role[] = ['viewer', 'controller', 'duty_manager', 'admin'];
const KEPT = 'downline.key';

class Session {
  key = $state(localStorage.getItem(KEPT) ?? '');
  who = $state<SessionView>();
  /** Demo keys that this server accepts, by key; empty on a server with keys of its own. */
  demoKeys = $state<Record<string, Role>>({});
  /** Why the last key was refused. */
  refused = $state('');

  get signedIn(): boolean {
    return this.who !== undefined;
  }

  get role(): Role {
    return (this.who?.role as Role | undefined) ?? 'viewer';
  }

  /** Whether the role is at least this one. */
  may(role: Role): boolean {
    return this.who !== undefined && ORDER.indexOf(this.role) >= ORDER.indexOf(role);
  }

  async learnDemoKeys(): Promise<void> {
    const answer = await fetch('/console/keys.json');
    if (answer.ok) this.demoKeys = ((await answer.json()) as { demo_keys: Record<string, Role> }).demo_keys;
  }

  /** Try a key: true and kept when the server knows it. A server that cannot be reached throws. */
  async signIn(key: string): Promise<boolean> {
    const answer = await fetch('/api/v1/session', { headers: { Authorization: `Bearer ${key}` } });
    if (!answer.ok) {
      this.refused = 'This server does not know that key. Ask whoever runs it for one.';
      return false;
    }
    this.who = (await answer.json()) as SessionView;
    this.key = key;
    this.refused = '';
    localStorage.setItem(KEPT, key);
    return true;
  }

  signOut(because = ''): void {
    this.key = '';
    this.who = undefined;
    this.refused = because;
    localStorage.removeItem(KEPT);
  }
}

export const session = new Session();

/** A role as people say it. */
export function roleInWords(role: string): string {
  return role.replace('_', ' ');
}
