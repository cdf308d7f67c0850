/** The board that this tab keeps: our flights, aircraft and airports as they stand, in step with the server. */
import { fold, rowsOf, type BoardAircraft, type BoardAirport, type BoardDelta, type BoardFlight, type BoardView, type Rows } from './rows';

export type { BoardAircraft, BoardAirport, BoardFlight } from './rows';

type About = Pick<BoardView, 'scenario_id' | 'title' | 'start_at' | 'horizon_end' | 'own_carriers' | 'currency'>;

const NONE = new Map<string, never>();

class Board {
  #rows = $state.raw<Rows>();
  /** What does not change with the events: scenario, title, start, horizon, our carriers, currency. */
  about = $state.raw<About>();

  /** Whether there is a board yet. */
  get loaded(): boolean {
    return this.#rows !== undefined;
  }

  get networkId(): string {
    return this.#rows?.networkId ?? '';
  }

  get version(): number | undefined {
    return this.#rows?.version;
  }

  /** By id. A new map whenever one of its rows is another; rows that did not change keep their identity. */
  get flights(): ReadonlyMap<string, BoardFlight> {
    return this.#rows?.flights ?? NONE;
  }

  /** By tail. */
  get aircraft(): ReadonlyMap<string, BoardAircraft> {
    return this.#rows?.aircraft ?? NONE;
  }

  /** By code; those that our flights touch. */
  get airports(): ReadonlyMap<string, BoardAirport> {
    return this.#rows?.airports ?? NONE;
  }

  /** Begin with a whole board. */
  begin(view: BoardView): void {
    this.#rows = rowsOf(view);
    const { scenario_id, title, start_at, horizon_end, own_carriers, currency } = view;
    this.about = { scenario_id, title, start_at, horizon_end, own_carriers, currency };
  }

  /** Take a delta in; false when something before it is missing, and the board must be read whole. */
  follow(delta: BoardDelta): boolean {
    const next = this.#rows ? fold(this.#rows, delta) : 'gap';
    if (next === 'gap') return false;
    this.#rows = next;
    return true;
  }

  clear(): void {
    this.#rows = undefined;
    this.about = undefined;
  }
}

export const board = new Board();
