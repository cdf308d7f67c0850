/** A turn of conversation as it is shown: folded from the events of its stream, or from the turn as the server kept it. */
import type { Schemas } from '../../api/client';

export type Focus = Schemas['Focus'];
export type Sentence = Schemas['Text'];
export type Shown = Schemas['Shown'];
export type Segment = Schemas['Segment'];
export type CardShown = Schemas['CardShown'];
export type TurnView = Schemas['TurnView'];
export type Run = Schemas['ToolRun'];

export interface Stage {
  text: string;
  tool: string;
  elapsed_s: number;
}

/** How a turn ended. `unsent`: the server never took it; `lost`: its stream broke and it is being read again. */
export type End = TurnView['outcome'] | 'unsent' | 'lost';

export interface Turn {
  /** The same for as long as the turn is shown. */
  key: string;
  conversationId: string;
  /** From 1; 0 until the server has taken it. */
  number: number;
  words: string;
  sent: Focus | undefined;
  stages: readonly Stage[];
  understood: { text: string; by: string } | undefined;
  sentences: readonly Sentence[];
  cards: readonly CardShown[];
  suggestions: readonly string[];
  runs: readonly Run[];
  /** What the turn was about when it ended. */
  about: Focus | undefined;
  networkVersion: number | undefined;
  elapsed_s: number;
  /** Undefined while it runs. */
  end: End | undefined;
  /** The stream broke before its end. */
  interrupted: boolean;
  /** What went wrong, and what to do. */
  trouble: readonly string[];
}

export interface ChatEvent {
  event: string;
  data: Record<string, unknown>;
}

/** A turn that has just been said. */
export function said(key: string, words: string, sent: Focus | undefined, conversationId = ''): Turn {
  return {
    key,
    conversationId,
    number: 0,
    words,
    sent,
    stages: [],
    understood: undefined,
    sentences: [],
    cards: [],
    suggestions: [],
    runs: [],
    about: undefined,
    networkVersion: undefined,
    elapsed_s: 0,
    end: undefined,
    interrupted: false,
    trouble: [],
  };
}

/** The turn after one more event of its stream; events that are not known change nothing. */
export function heard(turn: Turn, { event, data }: ChatEvent): Turn {
  switch (event) {
    case 'started': {
      const started = data as { conversation_id: string; turn: number };
      return { ...turn, conversationId: started.conversation_id, number: started.turn };
    }
    case 'stage': {
      const stage = data as unknown as Stage;
      return { ...turn, stages: [...turn.stages, stage], elapsed_s: stage.elapsed_s };
    }
    case 'understood': {
      const { text, by } = data as { text: string; by: string };
      return text ? { ...turn, understood: { text, by } } : turn;
    }
    case 'text':
      return { ...turn, sentences: [...turn.sentences, data as unknown as Sentence] };
    case 'card':
      return { ...turn, cards: [...turn.cards, data as unknown as CardShown] };
    case 'suggestions':
      return { ...turn, suggestions: [...turn.suggestions, ...(data.items as string[])] };
    case 'done': {
      const done = data as unknown as Pick<TurnView, 'outcome' | 'focus' | 'runs' | 'network_version' | 'elapsed_s'>;
      return {
        ...turn,
        end: done.outcome,
        about: done.focus,
        runs: done.runs,
        networkVersion: done.network_version,
        elapsed_s: done.elapsed_s,
      };
    }
    case 'problem':
      return { ...turn, end: 'failed', trouble: [String(data.detail ?? data.title ?? 'The turn could not be taken.')] };
    default:
      return turn;
  }
}

/** The turn as the server kept it. */
export function kept(view: TurnView, { key = `${view.conversation_id}/${view.turn}`, interrupted = false } = {}): Turn {
  return {
    ...said(key, view.words, undefined, view.conversation_id),
    number: view.turn,
    understood: view.understood ? { text: view.understood, by: view.understood_by } : undefined,
    sentences: view.sentences,
    cards: view.cards,
    suggestions: view.suggestions,
    runs: view.runs,
    about: view.focus,
    networkVersion: view.network_version,
    elapsed_s: view.elapsed_s,
    end: view.outcome,
    interrupted,
  };
}

export interface Paragraph {
  sentences: readonly Sentence[];
  /** A language model chose these words. */
  byModel: boolean;
  /** Texts of the facts that rest on generated data. */
  assumed: readonly string[];
}

/** Sentences by paragraph, in order. */
export function paragraphs(sentences: readonly Sentence[]): Paragraph[] {
  const grouped = new Map<number, Sentence[]>();
  for (const one of sentences) grouped.set(one.paragraph, [...(grouped.get(one.paragraph) ?? []), one]);
  return [...grouped.values()].map((group) => ({
    sentences: group,
    byModel: group.some((one) => one.source !== 'template'),
    assumed: assumedIn(group.flatMap((one) => one.references ?? [])),
  }));
}

/** Texts of the facts that rest on generated data. */
export function assumedIn(references: readonly Shown[]): string[] {
  return references.filter((one) => one.assumed).map((one) => one.text);
}

/** What the turn calls its options: `Do nothing` of `option 3`. */
export function labelsIn(turn: Turn): Map<string, string> {
  const labels = new Map<string, string>();
  for (const fact of [...turn.sentences, ...turn.cards].flatMap((one) => one.references ?? [])) {
    const label = /^option \d+ \((.+)\)$/.exec(fact.text)?.[1];
    if (fact.fact_id.endsWith('.name') && fact.subject && label) labels.set(fact.subject, label);
  }
  return labels;
}

/** Where the facts of a turn were found. */
export interface Origin {
  conversationId: string;
  number: number;
  caseId: string;
  labels: ReadonlyMap<string, string>;
}

export function originOf(turn: Turn): Origin {
  return { conversationId: turn.conversationId, number: turn.number, caseId: caseOf(turn), labels: labelsIn(turn) };
}

/** The case a turn is about, for facts that a case's tools found: what it was about, else a view of a case that it offers. */
function caseOf(turn: Turn): string {
  if (turn.about?.case_id) return turn.about.case_id;
  for (const { card } of turn.cards) {
    const found = card.card === 'open_view' ? /^\/situations\/(C\d+)/.exec(card.path) : null;
    if (found?.[1]) return found[1];
  }
  return turn.sent?.case_id ?? '';
}

const ENDED: Readonly<Record<End, string>> = {
  answered: 'Answered',
  clarify: 'Asked back',
  not_understood: 'Not understood',
  refused: 'Refused',
  stopped: 'Stopped',
  failed: 'Failed',
  unsent: 'Not sent',
  lost: 'Interrupted',
};

/** `Answered`, `Stopped`, ... */
export function endInWords(end: End): string {
  return ENDED[end];
}
