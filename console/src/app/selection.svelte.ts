/** What is selected, across screens: the Gantt, the map, a table and the chat talk about the same things. */
export type Kind = 'flight' | 'tail' | 'crew' | 'airport' | 'situation' | 'booking';

export interface Chosen {
  kind: Kind;
  id: string;
}

class Selection {
  /** In the order of choosing; the last one is what the detail shows. */
  chosen = $state.raw<readonly Chosen[]>([]);

  get last(): Chosen | undefined {
    return this.chosen.at(-1);
  }

  /** Ids of one kind. */
  ids(kind: Kind): readonly string[] {
    return this.chosen.filter((one) => one.kind === kind).map((one) => one.id);
  }

  choose(kind: Kind, ids: readonly string[], { extend = false } = {}): void {
    const added = ids.map((id) => ({ kind, id }));
    const kept = extend ? this.chosen.filter((one) => !added.some((other) => other.kind === one.kind && other.id === one.id)) : [];
    this.chosen = [...kept, ...added];
  }

  drop(chosen: Chosen): void {
    this.chosen = this.chosen.filter((one) => one.kind !== chosen.kind || one.id !== chosen.id);
  }

  clear(): void {
    if (this.chosen.length > 0) this.chosen = [];
  }
}

export const selection = new Selection();
