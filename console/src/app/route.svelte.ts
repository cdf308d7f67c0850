/** Where the tab is: a path of the console, which can be copied, reloaded and opened elsewhere. */
class Route {
  path = $state(location.pathname);
  query = $state.raw(new URLSearchParams(location.search));

  constructor() {
    addEventListener('popstate', () => this.#read());
    addEventListener('click', (event) => this.#follow(event));
  }

  /** Go to a path of the console, e.g. `/situations/C1?plan=C1-P2`; `replace` leaves no step back. */
  go(to: string, { replace = false } = {}): void {
    if (to === location.pathname + location.search) return;
    history[replace ? 'replaceState' : 'pushState'](null, '', to);
    this.#read();
  }

  /** Change one value of the query, or take it away. */
  set(name: string, value: string | undefined): void {
    const query = new URLSearchParams(this.query);
    if (value === undefined || value === '') query.delete(name);
    else query.set(name, value);
    const said = query.toString();
    this.go(this.path + (said ? `?${said}` : ''), { replace: true });
  }

  #read(): void {
    this.path = location.pathname;
    this.query = new URLSearchParams(location.search);
  }

  #follow(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = (event.target as Element | null)?.closest?.('a[href]');
    if (!(link instanceof HTMLAnchorElement) || link.target || link.origin !== location.origin || link.hasAttribute('download')) return;
    if (isServerPath(link.pathname)) return;
    event.preventDefault();
    this.go(link.pathname + link.search);
  }
}

/** Whether the server itself answers at this path, and not the console. */
export function isServerPath(path: string): boolean {
  return /^\/(api|docs|openapi\.json|healthz|readyz|metrics)(\/|$)/.test(path);
}

/** The parts of a path that matches a pattern such as `/situations/:case?`, or undefined. */
export function matched(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/').filter(Boolean);
  const given = path.split('/').filter(Boolean);
  if (given.length > wanted.length) return undefined;
  const found: Record<string, string> = {};
  for (const [place, part] of wanted.entries()) {
    const said = given[place];
    if (part.startsWith(':')) {
      if (said === undefined) {
        if (!part.endsWith('?')) return undefined;
        continue;
      }
      found[part.slice(1).replace('?', '')] = decodeURIComponent(said);
    } else if (part !== said) {
      return undefined;
    }
  }
  return found;
}

export const route = new Route();
